const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };
/** Longer than any key should live, and short enough for every date type. */
const LONGEST = 100 * 366 * 86_400;

/**
 * `90m`, `12h`, `30d`, `4w` in seconds.
 *
 * @throws Error with the value and the spellings that exist
 */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d{1,9})([mhdw])$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  if (!(seconds > 0 && seconds <= LONGEST)) {
    throw new Error(`duration '${text}' is not a number with a unit of up to 100 years; write 90m, 12h, 30d or 4w`);
  }
  return seconds;
}
