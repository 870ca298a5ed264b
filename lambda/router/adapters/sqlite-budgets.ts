import { BUDGET_STATES_SCHEMA } from '../../common/budget-states-table.ts';
import { openDatabase } from '../../common/sqlite.ts';
import type { BudgetAction } from '../contract/budgets.ts';
import type { ReadStates } from '../domain/budgets/states.ts';

/** Reads the states of a partition from the local platform's database. */
export function sqliteBudgetStates(file: string): ReadStates {
  const database = openDatabase(file, BUDGET_STATES_SCHEMA);
  const select = database.prepare('SELECT scope, kind, action, until FROM budget_states WHERE partition = ?');
  return async (partition) =>
    select.all(partition).map(({ scope, kind, action, until }) => ({
      scope: String(scope),
      action: action as BudgetAction | 'normal',
      until: Number(until),
      ...(kind === 'override' && { override: true as const }),
    }));
}
