import { type TimeWindow, WEEKDAYS } from '../../contract/routes.ts';

const DAY_MINUTES = 24 * 60;

/** What a clock on the wall shows. */
interface WallClock {
  /** As in `WEEKDAYS`. */
  readonly day: number;
  /** Of the day. */
  readonly minute: number;
}

/** Whether a moment, in epoch milliseconds, lies in a window. An hour that clocks skip is in none, one that they repeat is in it twice. */
export function isWithin({ days, hours, zone }: TimeWindow, atMs: number): boolean {
  const { day: today, minute } = zone === undefined ? utc(atMs) : local(zone, atMs);
  const isOn = (day: number) => days === undefined || days.some((name) => WEEKDAYS[(day + 7) % 7] === name);
  const [from, to] = minutesOf(hours);
  if (from < to) return isOn(today) && minute >= from && minute < to;
  return (isOn(today) && minute >= from) || (isOn(today - 1) && minute < to);
}

function utc(atMs: number): WallClock {
  const at = new Date(atMs);
  return { day: at.getUTCDay(), minute: at.getUTCHours() * 60 + at.getUTCMinutes() };
}

/** By zone; as many as the configuration names. Making one costs more than a hundred readings. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function local(zone: string, atMs: number): WallClock {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, value]),
  );
  const days: readonly string[] = WEEKDAYS;
  return {
    day: days.indexOf(parts.get('weekday')?.toLowerCase() ?? ''),
    minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const shown = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const clock = new Intl.DateTimeFormat('en-US', { ...shown, timeZone: zone });
  clocks.set(zone, clock);
  return clock;
}

function minutesOf(hours: string | undefined): readonly [number, number] {
  const [from = 0, to = DAY_MINUTES] =
    hours?.split('-').map((time) => {
      const [hour, minute] = time.split(':').map(Number);
      return (hour ?? 0) * 60 + (minute ?? 0);
    }) ?? [];
  return [from, to];
}
