import type { BudgetState } from '../../contract/budgets.ts';

/** What has been decided about budgets elsewhere: by the function that reads the ledger, or by an operator. */
export interface BudgetStates {
  /**
   * Out of memory, refreshed in the background; waits only for the first look at a partition and after a long sleep, and then not long.
   * What could not be read stays as it was last known. Never throws.
   */
  inForce(partition: string): Promise<readonly BudgetState[]> | readonly BudgetState[];
}

/** Reads what is in force for a tenant or organisation from where it is kept. */
export type ReadStates = (partition: string) => Promise<readonly BudgetState[]>;
