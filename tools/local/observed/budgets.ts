import type { BudgetStore } from '../../../lambda/budget-alert/domain/ports.ts';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import { type BudgetView, budgetViews } from '../budgets/view.ts';

/** The budgets as they were at the last look; each look asks for the next one. */
export function watchedBudgets(
  { budgets = {} }: RouterConfig,
  store: BudgetStore | undefined,
  now: () => number,
): () => readonly BudgetView[] {
  let views: readonly BudgetView[] = [];
  return () => {
    if (store !== undefined) {
      budgetViews(budgets, store, now()).then(
        (fresh) => {
          views = fresh;
        },
        // The database may be locked for a moment: the last view stays.
        () => undefined,
      );
    }
    return views;
  };
}
