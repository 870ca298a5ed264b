import { deflateRawSync } from 'node:zlib';
import type { BudgetsByTenant } from '../../lambda/budget-alert/contract.ts';
import type { BudgetGuardProps } from './budget-guard-props.ts';

/** Lambda takes 4096 bytes of environment in all; the other variables of the function take less than the rest. */
const MOST = 3_400;

/** Budgets as the function reads them from its environment. The same budgets give the same text. */
export const packBudgets = (budgets: BudgetsByTenant): string =>
  deflateRawSync(Buffer.from(JSON.stringify(budgets)), { level: 9 }).toString('base64');

export function budgetProblems({ budgets, accountBill }: Pick<BudgetGuardProps, 'budgets' | 'accountBill'>): string[] {
  const tenants = Object.keys(budgets).length;
  if (tenants === 0 && accountBill === undefined) {
    return ['budgets names no tenant; give one a budget, watch accountBill, or leave the guard out'];
  }
  const length = packBudgets(budgets).length;
  if (length <= MOST) return [];
  return [
    `budgets of ${tenants} tenants take ${length} bytes of a function's environment, which has room for ${MOST}; give fewer tenants budgets of their own, or divide them among platforms`,
  ];
}
