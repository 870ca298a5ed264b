import type { RuleGroup } from '../../services/observability/rules/rule.ts';

/** Seconds of Prometheus' units. */
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/**
 * Rules for a time that passes faster: every window, offset and wait of them, divided. Names and limits stay. A limit on a share or a count means the same
 * when the load is replayed as much faster; one on a rate a second is reached the more easily.
 *
 * @param factor e.g. 60: an hour becomes a minute
 */
export const fasterRules = (groups: readonly RuleGroup[], factor: number): readonly RuleGroup[] =>
  groups.map((group) => ({
    ...group,
    records: group.records.map((rule) => ({ ...rule, expr: fasterQuery(rule.expr, factor) })),
    alerts: group.alerts.map((rule) => ({
      ...rule,
      expr: fasterQuery(rule.expr, factor),
      for: fasterDuration(rule.for, factor),
    })),
  }));

/** A query whose windows and offsets are divided; a window keeps at least three seconds, which hold two samples at least. */
export const fasterQuery = (expr: string, factor: number): string =>
  expr
    .replace(/\[(\d+[smhdw])\]/g, (_, window: string) => `[${fasterDuration(window, factor, 3_000)}]`)
    .replace(/\boffset (\d+[smhdw])\b/g, (_, offset: string) => `offset ${fasterDuration(offset, factor)}`);

/**
 * A duration such as `5m`, divided.
 *
 * @param leastMs what it is at least, in milliseconds
 */
export function fasterDuration(duration: string, factor: number, leastMs = 0): string {
  const [, amount, unit = ''] = /^(\d+)([smhdw])$/.exec(duration) ?? [];
  const seconds = SECONDS[unit];
  if (seconds === undefined) throw new Error(`"${duration}" is no duration of a rule; write one such as 5m`);
  const milliseconds = Math.round((Number(amount) * seconds * 1000) / factor);
  return `${milliseconds === 0 ? 0 : Math.max(leastMs, milliseconds)}ms`;
}
