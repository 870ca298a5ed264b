import type { DataConfig } from '../platform-config.ts';
import type { PlatformData } from '../schema/platform.ts';

/** What outlives a deployment, and for how long. */
export function resolveData({ removalPolicy, usageRetentionDays, backups, usageExport }: PlatformData['data'] = {}): DataConfig {
  return {
    removalPolicy: removalPolicy ?? 'retain',
    usageRetentionDays: usageRetentionDays ?? 400,
    ...(backups && {
      backups: {
        dailyRetentionDays: backups.dailyRetentionDays ?? 35,
        weeklyRetentionDays: backups.weeklyRetentionDays ?? 90,
        lockDays: backups.lockDays ?? 7,
      },
    }),
    ...(usageExport && {
      usageExport: { every: usageExport.every ?? 'week', retentionDays: usageExport.retentionDays ?? 400 },
    }),
  };
}
