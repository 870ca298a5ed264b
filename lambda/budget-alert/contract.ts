import type { TenantBudgets } from '../router/contract/budgets.ts';

/**
 * Environment variables of the function. Locators, `scheme:rest`, as in the router's contract.
 *
 * - `BUDGETS`: `BudgetsByTenant` as text of `packBudgets`
 * - `BUDGET_STATES`: `dynamodb:<table>`
 * - `ALERT_TOPIC`: `sns:<topic ARN>`
 * - `ALERT_WEBHOOK`: `secretsmanager:<name>` of the secret that holds the URL of a chat's incoming webhook. @default - none
 * - `METRIC_NAMESPACE`: of the metrics in its log. @default LlmPlatform
 */
export const BudgetAlertEnvironment = {
  BUDGETS: 'BUDGETS',
  STATES: 'BUDGET_STATES',
  TOPIC: 'ALERT_TOPIC',
  WEBHOOK: 'ALERT_WEBHOOK',
  NAMESPACE: 'METRIC_NAMESPACE',
} as const;

/** As in the region's `RouterConfig`. */
export type BudgetsByTenant = Readonly<Record<string, TenantBudgets>>;
