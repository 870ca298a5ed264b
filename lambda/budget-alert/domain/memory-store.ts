import { BUDGET_ACTIONS, type BudgetAction } from '../../router/contract/budgets.ts';
import type { BudgetStore } from './ports.ts';
import { accountKey, NO_SPEND, type PeriodSpend, withEvent } from './spend.ts';

/** Keeps everything in memory: what the other stores must do, and what simulations use. */
export interface MemoryStore extends BudgetStore {
  /** What is in force, by account key. */
  readonly actions: ReadonlyMap<string, BudgetAction>;
  /** By account key. */
  readonly spent: ReadonlyMap<string, PeriodSpend>;
}

export function memoryStore(): MemoryStore {
  const booked = new Set<string>();
  const spent = new Map<string, PeriodSpend>();
  const actions = new Map<string, BudgetAction>();
  const sent = new Set<string>();
  return {
    actions,
    spent,
    book: async (bookings) => {
      for (const { event, accounts } of bookings) {
        if (booked.has(event.id)) continue;
        booked.add(event.id);
        for (const account of accounts) {
          const key = accountKey(account);
          spent.set(key, withEvent(spent.get(key) ?? NO_SPEND, account.period, event));
        }
      }
    },
    spend: async (account) => spent.get(accountKey(account)) ?? NO_SPEND,
    enforce: async (account, action) => {
      const key = accountKey(account);
      const before = actions.get(key);
      if (before === undefined || BUDGET_ACTIONS.indexOf(action) > BUDGET_ACTIONS.indexOf(before)) actions.set(key, action);
    },
    sendOnce: async (account, at, send) => {
      const key = `${accountKey(account)} ${at}`;
      if (sent.has(key)) return;
      sent.add(key);
      await send().catch((error: unknown) => {
        sent.delete(key);
        throw error;
      });
    },
  };
}
