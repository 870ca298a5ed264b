import { sqliteBudgetStore } from '../../../lambda/budget-alert/adapters/sqlite-store.ts';
import type { BudgetsByTenant } from '../../../lambda/budget-alert/contract.ts';
import type { BudgetStore } from '../../../lambda/budget-alert/domain/ports.ts';
import { settleSpend } from '../../../lambda/budget-alert/domain/settle.ts';
import { errorFields, log } from '../../../lambda/common/log.ts';
import { newRows } from './new-rows.ts';

const EVERY_MS = 500;

/**
 * Does on this machine what the ledger's stream and `budget-alert` do in AWS: books new rows twice a second, puts actions in force for the router, and
 * logs each alert once. Does not keep the process alive.
 *
 * @returns where the budgets are kept
 */
export function watchBudgets(database: string, budgets: BudgetsByTenant): BudgetStore {
  const store = sqliteBudgetStore(database);
  const rows = newRows(database, Object.keys(budgets), Date.now);
  const ports = {
    store,
    publish: async ({ subject, message }: { readonly subject: string; readonly message: string }) =>
      log('warn', 'budget alert', { subject, text: message }),
    observe: () => undefined,
  };
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      await settleSpend(rows(), budgets, ports);
    } catch (error) {
      log('error', 'budgets not settled', errorFields(error));
    } finally {
      busy = false;
    }
  };
  setInterval(() => void look(), EVERY_MS).unref();
  return store;
}
