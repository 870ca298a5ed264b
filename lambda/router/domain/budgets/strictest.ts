import type { ScopedBudget } from '../../contract/budget-scopes.ts';
import { BUDGET_ACTIONS, type BudgetAction, type BudgetState } from '../../contract/budgets.ts';

/** What applies to a request, and by whose budget. */
export interface InForce {
  readonly action: BudgetAction;
  readonly by: ScopedBudget;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** What is in force for one scope: the operator's word, else the strictest of its periods. A period that is over binds nobody. */
export function stateOf(scope: string, states: readonly BudgetState[], now: number): BudgetState | undefined {
  const valid = states.filter((state) => state.scope === scope && now < state.until);
  return valid.find(({ override }) => override) ?? valid.reduce<BudgetState | undefined>(stricter, undefined);
}

/** Over all scopes of a request; undefined when all is as usual. */
export function strictest(scopes: readonly (readonly [ScopedBudget, BudgetState | undefined])[]): InForce | undefined {
  return scopes
    .flatMap(([by, state]): InForce[] =>
      state === undefined || state.action === 'normal' ? [] : [{ action: state.action, by, until: state.until }],
    )
    .reduce<InForce | undefined>(stricter, undefined);
}

/** Of two that are equally strict the one that lasts longer. */
function stricter<T extends Pick<BudgetState, 'action' | 'until'>>(a: T | undefined, b: T): T {
  if (a === undefined) return b;
  const difference = rank(b) - rank(a) || b.until - a.until;
  return difference > 0 ? b : a;
}

const rank = ({ action }: Pick<BudgetState, 'action'>): number => (action === 'normal' ? -1 : BUDGET_ACTIONS.indexOf(action));
