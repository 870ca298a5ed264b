import type { BudgetsByTenant } from '../contract.ts';
import { alertOf } from './alert.ts';
import { assess } from './assess.ts';
import type { BudgetPorts } from './ports.ts';
import { type Account, accountKey, accountsOf, type SpendEvent } from './spend.ts';

/**
 * Books ledger rows and does what follows: puts actions in force, then sends the alerts that are due, each once. Rows may come in any order and
 * more than once.
 *
 * @throws Error when something could not be done; doing all of it again is safe
 */
export async function settleSpend(events: readonly SpendEvent[], budgets: BudgetsByTenant, ports: BudgetPorts): Promise<void> {
  const bookings = events.flatMap((event) => {
    const accounts = event.microDollars > 0 ? accountsOf(budgets, event) : [];
    return accounts.length === 0 ? [] : [{ event, accounts }];
  });
  if (bookings.length === 0) return;
  await ports.store.book(bookings);
  const touched = new Map(bookings.flatMap(({ accounts }) => accounts.map((account) => [accountKey(account), account])));
  for (const account of touched.values()) await follow(account, ports);
}

async function follow(account: Account, { store, publish, observe }: BudgetPorts): Promise<void> {
  const spend = await store.spend(account);
  const assessment = assess(account, spend);
  // Money first: what is in force must not wait for an alert that cannot be sent.
  if (assessment.action !== undefined) await store.enforce(account, assessment.action);
  for (const at of assessment.alerts) {
    await store.sendOnce(account, String(at), () => publish(alertOf(account, at, spend, assessment)));
  }
  observe(account, spend);
}
