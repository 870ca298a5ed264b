import { type CalendarPeriod, periodAt, slotAt } from '../../router/contract/budget-period.ts';
import { budgetScopes, type ScopedBudget } from '../../router/contract/budget-scopes.ts';
import type { BudgetsByTenant } from '../contract.ts';

/** One row of the ledger, as far as money goes. */
export interface SpendEvent {
  /** Unique for the row: request and attempt. */
  readonly id: string;
  readonly tenant: string;
  readonly principal: string;
  /** When the attempt began, epoch milliseconds: it decides to which day and month the money belongs, whenever the event comes. */
  readonly at: number;
  /** Whole, not negative. */
  readonly microDollars: number;
}

/** What a budget's period has cost. */
export interface PeriodSpend {
  readonly total: number;
  /** By slot of the period (hour of the day, day of the month). */
  readonly slots: Readonly<Record<number, number>>;
}

export const NO_SPEND: PeriodSpend = Object.freeze({ total: 0, slots: Object.freeze({}) });

/** One budget in one period. */
export interface Account {
  readonly scoped: ScopedBudget;
  readonly period: CalendarPeriod;
  /** Whole micro-dollars. */
  readonly amount: number;
}

/** The accounts that an event is booked on. */
export function accountsOf(budgets: BudgetsByTenant, { tenant, principal, at }: SpendEvent): readonly Account[] {
  const own = Object.hasOwn(budgets, tenant) ? budgets[tenant] : undefined;
  if (own === undefined) return [];
  return budgetScopes(own, { tenant, principal }).flatMap((scoped) =>
    (['day', 'month'] as const).flatMap((kind) => {
      const amount = scoped.budget[kind];
      return amount === undefined ? [] : [{ scoped, period: periodAt(kind, at), amount }];
    }),
  );
}

/** Names an account among all. */
export const accountKey = ({ scoped: { partition, scope }, period }: Account): string =>
  JSON.stringify([partition, scope, period.id]);

/** The spend with one more event; which ones were there before must be known to whoever calls. */
export function withEvent({ total, slots }: PeriodSpend, period: CalendarPeriod, { at, microDollars }: SpendEvent): PeriodSpend {
  const slot = slotAt(period, at);
  return { total: total + microDollars, slots: { ...slots, [slot]: (slots[slot] ?? 0) + microDollars } };
}
