import { periodAt } from '../../contract/budget-period.ts';
import type { ScopedBudget } from '../../contract/budget-scopes.ts';
import type { ScopedLimit } from '../quota/limits.ts';

const PERIODS = ['day', 'month'] as const;

/**
 * The hard stops of budgets, as limits that are reserved with all others in one step. A counter's name holds the day or month, and its window is
 * as long as that: nothing leaves the counter while the period lasts, and the next period has a counter of its own.
 *
 * @param now epoch milliseconds
 */
export function budgetLimits(scopes: readonly ScopedBudget[], now: number): readonly ScopedLimit[] {
  return scopes.flatMap(({ kind, partition, scope, budget }) =>
    PERIODS.flatMap((name): ScopedLimit[] => {
      const amount = budget[name];
      if (amount === undefined) return [];
      const period = periodAt(name, now);
      return [
        {
          scope: kind,
          key: JSON.stringify(['budget', partition, scope, period.id]),
          measure: 'microDollars',
          limit: Math.floor(amount * budget.whenReached.block),
          windowMs: period.endsAt - period.startsAt,
          budgetEndsAt: period.endsAt,
        },
      ];
    }),
  );
}
