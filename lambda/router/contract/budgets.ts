/** Calendar periods in UTC. */
export type BudgetPeriod = 'day' | 'month';

/** What the router does to requests of a scope whose budget is nearly or wholly spent, from mild to strict. */
export const BUDGET_ACTIONS = ['cheaper-model', 'cache-only', 'block'] as const;
export type BudgetAction = (typeof BUDGET_ACTIONS)[number];

/** A share of the budget, 1 for all of it, or the moment at which the rate of spending leads beyond it. */
export type AlertAt = number | 'forecast';

/** Whole micro-dollars for each calendar period, and what happens on the way there. Periods without an amount have no budget. */
export interface Budget {
  readonly day?: number;
  readonly month?: number;
  /** In the order in which they come, each once. */
  readonly alertAt: readonly AlertAt[];
  /** From which share on; in this order, none above `block`. @default - the step is left out */
  readonly whenReached: { readonly cheaperModel?: number; readonly cacheOnly?: number; readonly block: number };
  /** The model or alias that answers from `whenReached.cheaperModel` on. */
  readonly cheaperModel?: string;
}

/** The budget that all tenants of an organisation have together. */
export interface OrganisationBudget extends Budget {
  readonly name: string;
}

/** The budgets that a tenant's requests are under, of this region. */
export interface TenantBudgets {
  readonly organisation?: OrganisationBudget;
  readonly tenant?: Budget;
  /** Of each API key or token subject. */
  readonly key?: Budget;
}

/** What is in force for one scope. */
export interface BudgetState {
  /** As in `ScopedBudget`. */
  readonly scope: string;
  /** `normal` is an operator's word only. */
  readonly action: BudgetAction | 'normal';
  /** Epoch milliseconds: the end of the period, or of the operator's word. */
  readonly until: number;
  /** An operator's word, which stands above what was computed. */
  readonly override?: true;
}
