import { sqliteBudgetStore } from '../../lambda/budget-alert/adapters/sqlite-store.ts';
import { BUDGET_STATES_SCHEMA } from '../../lambda/common/budget-states-table.ts';
import { openDatabase } from '../../lambda/common/sqlite.ts';
import { sqliteBudgetStates } from '../../lambda/router/adapters/sqlite-budgets.ts';
import type { BudgetDesk } from './desk.ts';

/** The desk of a local platform. */
export function sqliteDesk(file: string): BudgetDesk {
  const database = openDatabase(file, BUDGET_STATES_SCHEMA);
  return {
    spend: sqliteBudgetStore(file).spend,
    states: sqliteBudgetStates(file),
    say: async ({ partition, scope }, action, until) => {
      database
        .prepare("INSERT OR REPLACE INTO budget_states VALUES (?, ?, 'override', ?, ?)")
        .run(partition, scope, action, until);
    },
    withdraw: async ({ partition, scope }) => {
      database.prepare("DELETE FROM budget_states WHERE partition = ? AND scope = ? AND kind = 'override'").run(partition, scope);
    },
  };
}
