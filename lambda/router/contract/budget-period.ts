import type { BudgetPeriod } from './budgets.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One day or month of UTC's calendar. Times are epoch milliseconds; the end is the next period's start. */
export interface CalendarPeriod {
  readonly kind: BudgetPeriod;
  /** `2026-11-21` or `2026-11`. */
  readonly id: string;
  readonly startsAt: number;
  readonly endsAt: number;
  /** Hours of a day, days of a month. */
  readonly slots: number;
}

/** The period that a moment belongs to. */
export function periodAt(kind: BudgetPeriod, at: number): CalendarPeriod {
  const date = new Date(at);
  const iso = date.toISOString();
  if (kind === 'day') {
    const startsAt = Math.floor(at / DAY_MS) * DAY_MS;
    return { kind, id: iso.slice(0, 10), startsAt, endsAt: startsAt + DAY_MS, slots: 24 };
  }
  const startsAt = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const endsAt = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return { kind, id: iso.slice(0, 7), startsAt, endsAt, slots: (endsAt - startsAt) / DAY_MS };
}

/** Which of the period's slots a moment is in, from 0. */
export const slotAt = ({ kind, startsAt }: CalendarPeriod, at: number): number =>
  Math.floor((at - startsAt) / (kind === 'day' ? HOUR_MS : DAY_MS));
