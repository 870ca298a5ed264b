import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { fasterDuration, fasterQuery, fasterRules } from '../../../tools/demo/time-scale.ts';

test('an hour becomes a minute, sixty times as fast', () => {
  expect(fasterDuration('1h', 60)).toBe('60000ms');
  expect(fasterDuration('5m', 60)).toBe('5000ms');
  expect(fasterDuration('0m', 60)).toBe('0ms');
});

test('windows and offsets of a query are divided, names and numbers stay', () => {
  expect(fasterQuery('sum(rate(a:rate5m[1h] offset 15m)) > 0.1 and avg_over_time(model:x:ratio_rate1h[1d]) > 5', 60)).toBe(
    'sum(rate(a:rate5m[60000ms] offset 15000ms)) > 0.1 and avg_over_time(model:x:ratio_rate1h[1440000ms]) > 5',
  );
});

test('a window keeps room for two samples', () => {
  expect(fasterQuery('rate(a[5m])', 1000)).toBe('rate(a[3000ms])');
});

test('what is no duration is refused', () => {
  expect(() => fasterDuration('soon', 60)).toThrow('"soon" is no duration of a rule; write one such as 5m');
});

test('of all rules only times change, and nothing at the usual speed but their spelling', () => {
  const withoutTimes = (text: string) => text.replace(/\[\d+\w+\]|offset \d+\w+/g, '');
  const faster = fasterRules(RULE_GROUPS, 60);
  const rules = (groups: typeof RULE_GROUPS) => groups.flatMap(({ records, alerts }) => [...records, ...alerts]);
  expect(rules(faster).map(({ expr }) => withoutTimes(expr))).toEqual(rules(RULE_GROUPS).map(({ expr }) => withoutTimes(expr)));
  expect(rules(faster).some(({ expr }) => /\[\d+[smhdw]\]/.test(expr))).toBe(false);
  expect(faster.map(({ name, alerts }) => [name, alerts.length])).toEqual(
    RULE_GROUPS.map(({ name, alerts }) => [name, alerts.length]),
  );
});
