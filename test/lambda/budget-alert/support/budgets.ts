import type { BudgetsByTenant } from '../../../../lambda/budget-alert/contract.ts';
import type { BudgetStore } from '../../../../lambda/budget-alert/domain/ports.ts';
import { settleSpend } from '../../../../lambda/budget-alert/domain/settle.ts';
import type { SpendEvent } from '../../../../lambda/budget-alert/domain/spend.ts';
import type { Budget } from '../../../../lambda/router/contract/budgets.ts';

export const NOVEMBER = Date.UTC(2026, 10);
export const DAY = 24 * 3_600_000;

export const budget = (amounts: Partial<Budget>): Budget => ({
  alertAt: [0.5, 0.8, 'forecast', 1],
  whenReached: { cheaperModel: 0.9, cacheOnly: 0.95, block: 1 },
  cheaperModel: 'small',
  ...amounts,
});

export const spent = (id: string, at: number, microDollars: number, more: Partial<SpendEvent> = {}): SpendEvent => ({
  ...{ id, at, microDollars, tenant: 'research', principal: 'key-1' },
  ...more,
});

/** Settles events; what was said about them, in order. */
export async function settled(
  store: BudgetStore,
  budgets: BudgetsByTenant,
  batches: readonly (readonly SpendEvent[])[],
): Promise<readonly string[]> {
  const subjects: string[] = [];
  const publish = async ({ subject }: { readonly subject: string }) => {
    subjects.push(subject);
  };
  for (const batch of batches) await settleSpend(batch, budgets, { store, publish, observe: () => undefined });
  return subjects;
}
