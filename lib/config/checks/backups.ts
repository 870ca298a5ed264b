import type { Problem } from '../config-error.ts';
import { resolveData } from '../resolve/data.ts';
import { type Check, problem } from './check.ts';

/** A vault takes no backup that would go before its lock ends. */
export const checkBackups: Check = ({ data, intact }) => {
  const { backups } = resolveData(data.data);
  if (backups === undefined || !intact('data', 'backups')) return [];
  const { lockDays } = backups;
  return (['dailyRetentionDays', 'weeklyRetentionDays'] as const).flatMap((field): Problem[] =>
    backups[field] >= lockDays
      ? []
      : [
          problem(
            ['data', 'backups', field],
            backups[field],
            `is less than lockDays, ${lockDays}, so that AWS would refuse each backup; keep them for ${lockDays} days or more`,
          ),
        ],
  );
};
