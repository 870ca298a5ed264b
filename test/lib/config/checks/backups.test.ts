import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Data = PlatformInput['data'];
const resolved = (data: Data) => platform(input({ data })).data;
const lines = (data: Data) => linesOf(input({ data }));

test('without a word there are no backups beside point-in-time recovery, and no exports', () => {
  expect(resolved({})).toEqual({ removalPolicy: 'retain', usageRetentionDays: 400 });
});

test('an empty section has safe defaults', () => {
  expect(resolved({ backups: {}, usageExport: {} })).toMatchObject({
    backups: { dailyRetentionDays: 35, weeklyRetentionDays: 90, lockDays: 7 },
    usageExport: { every: 'week', retentionDays: 400 },
  });
});

test('backups that the lock would refuse are refused, all at once', () => {
  const fix = 'so that AWS would refuse each backup; keep them for 60 days or more';
  expect(lines({ backups: { lockDays: 60, weeklyRetentionDays: 50 } })).toEqual([
    `data.backups.dailyRetentionDays: 35 is less than lockDays, 60, ${fix}`,
    `data.backups.weeklyRetentionDays: 50 is less than lockDays, 60, ${fix}`,
  ]);
});

test('an interval that does not exist is named with those that do', () => {
  expect(lines({ usageExport: { every: 'hour' as 'day' } })).toEqual([
    "data.usageExport.every: 'hour' is not one of those allowed; use day, week, month",
  ]);
});
