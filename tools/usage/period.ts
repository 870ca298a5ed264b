/** ISO 8601, UTC: the first moment, and the first that no longer counts. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * @param from a day; undefined for the first of this month
 * @param to the first day that no longer counts; undefined for all until now
 * @throws Error with a sentence for each that is no day
 */
export function periodOf(from: string | undefined, to: string | undefined, now: number): Period {
  const problems = [...problemOf('--from', from), ...problemOf('--to', to)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const first = from ?? `${new Date(now).toISOString().slice(0, 8)}01`;
  const period = {
    from: `${first}T00:00:00.000Z`,
    to: to === undefined ? new Date(now + 1).toISOString() : `${to}T00:00:00.000Z`,
  };
  if (period.from < period.to) return period;
  throw new Error(`--from ${first} does not lie before ${to === undefined ? 'now' : `--to ${to}`}`);
}

function problemOf(option: string, day: string | undefined): string[] {
  if (day === undefined || (DAY.test(day) && isDay(day))) return [];
  return [`${option} '${day}' is no day; write it like 2026-11-01`];
}

function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}
