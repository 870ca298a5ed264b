import type { Account, PeriodSpend } from '../../lambda/budget-alert/domain/spend.ts';
import type { BudgetState } from '../../lambda/router/contract/budgets.ts';

/** Whose budget an operator means. */
export interface Whose {
  /** The tenant, or `organisation/<name>`. */
  readonly partition: string;
  /** As in `ScopedBudget`. */
  readonly scope: string;
}

/** Where an operator looks and decides: the table of the deployed platform, or the local one's database. */
export interface BudgetDesk {
  spend(account: Account): Promise<PeriodSpend>;
  states(partition: string): Promise<readonly BudgetState[]>;
  /** Puts an operator's word above what is computed. @param until epoch milliseconds */
  say(whose: Whose, action: BudgetState['action'], until: number): Promise<void>;
  withdraw(whose: Whose): Promise<void>;
}
