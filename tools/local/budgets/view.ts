import type { BudgetsByTenant } from '../../../lambda/budget-alert/contract.ts';
import { assess } from '../../../lambda/budget-alert/domain/assess.ts';
import type { BudgetStore } from '../../../lambda/budget-alert/domain/ports.ts';
import { type Account, accountKey, accountsOf } from '../../../lambda/budget-alert/domain/spend.ts';
import type { BudgetAction } from '../../../lambda/router/contract/budgets.ts';

/** One budget as the page and `blueprint budget show` have it. Amounts in micro-dollars. */
export interface BudgetView {
  /** The tenant, or `organisation/<name>`. */
  readonly whose: string;
  /** `2026-11-21` or `2026-11`. */
  readonly period: string;
  readonly amount: number;
  readonly spent: number;
  readonly share: number;
  /** @default - too early to say */
  readonly forecast?: number;
  /** What follows from the spend alone. @default - nothing */
  readonly action?: BudgetAction;
}

/** The budgets of organisations and tenants, in their present periods; those of keys are left out. */
export async function budgetViews(
  budgets: BudgetsByTenant,
  store: Pick<BudgetStore, 'spend'>,
  now: number,
): Promise<readonly BudgetView[]> {
  const accounts = Object.keys(budgets).flatMap((tenant) =>
    accountsOf(budgets, { id: '', tenant, principal: '', at: now, microDollars: 0 }).filter(
      ({ scoped }) => scoped.kind !== 'key',
    ),
  );
  const each = new Map(accounts.map((account) => [accountKey(account), account]));
  return Promise.all([...each.values()].map((account) => viewOf(account, store)));
}

async function viewOf(account: Account, store: Pick<BudgetStore, 'spend'>): Promise<BudgetView> {
  const spend = await store.spend(account);
  const { share, forecast, action } = assess(account, spend);
  return {
    whose: account.scoped.partition,
    period: account.period.id,
    amount: account.amount,
    spent: spend.total,
    share,
    ...(forecast !== undefined && { forecast }),
    ...(action && { action }),
  };
}
