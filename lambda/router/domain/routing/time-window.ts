import { type TimeWindow, WEEKDAYS } from '../../contract/routes.ts';

const DAY_MINUTES = 24 * 60;

/** Whether a moment, in epoch milliseconds, lies in a window. All in UTC. */
export function isWithin({ days, hours }: TimeWindow, atMs: number): boolean {
  const at = new Date(atMs);
  const today = at.getUTCDay();
  const minute = at.getUTCHours() * 60 + at.getUTCMinutes();
  const isOn = (day: number) => days === undefined || days.some((name) => WEEKDAYS[(day + 7) % 7] === name);
  const [from, to] = minutesOf(hours);
  if (from < to) return isOn(today) && minute >= from && minute < to;
  return (isOn(today) && minute >= from) || (isOn(today - 1) && minute < to);
}

function minutesOf(hours: string | undefined): readonly [number, number] {
  const [from = 0, to = DAY_MINUTES] =
    hours?.split('-').map((time) => {
      const [hour, minute] = time.split(':').map(Number);
      return (hour ?? 0) * 60 + (minute ?? 0);
    }) ?? [];
  return [from, to];
}
