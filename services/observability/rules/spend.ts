import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

const SPENT = 'max by (budget, period) (llm_budget_spent_dollars) / max by (budget, period) (llm_budget_amount_dollars)';

/** Of a gateway that knows what budgets hold: the local platform. In AWS they are watched where they are kept, by BudgetGuard. */
export const BUDGET_RULES: RuleGroup = {
  name: 'llm-budgets',
  component: 'gateway',
  records: [{ record: 'budget:llm_budget_spent:ratio', expr: SPENT }],
  alerts: [
    {
      alert: 'LLMBudgetNearlySpent',
      expr: 'budget:llm_budget_spent:ratio > 0.9 and budget:llm_budget_spent:ratio < 1',
      for: '5m',
      severity: 'warning',
      summary: 'A budget is nearly spent.',
      description: `${PERCENT} of the budget of {{ $labels.budget }} for the {{ $labels.period }} is spent.`,
    },
    {
      alert: 'LLMBudgetSpent',
      expr: 'budget:llm_budget_spent:ratio >= 1',
      for: '5m',
      severity: 'critical',
      summary: 'A budget is spent.',
      description: `${PERCENT} of the budget of {{ $labels.budget }} for the {{ $labels.period }} is spent.`,
    },
  ],
};

/** Limits, costs and the ledger. */
export const SPEND_RULES: RuleGroup = {
  name: 'llm-spend',
  component: 'gateway',
  records: [
    { record: 'model:llm_cost_dollars:rate1h', expr: 'sum by (model) (rate(llm_cost_total_dollars[1h])) * 3600' },
    { record: 'tenant:llm_cost_dollars:rate1h', expr: 'sum by (tenant) (rate(llm_tenant_cost_total_dollars[1h])) * 3600' },
  ],
  alerts: [
    {
      alert: 'LLMTenantOverQuota',
      expr: 'sum by (tenant, measure) (rate(llm_quota_refusals_total[15m])) > 0.1',
      for: '15m',
      severity: 'warning',
      summary: 'A tenant keeps running into a limit.',
      description: `${NUMBER} requests a second of tenant {{ $labels.tenant }} are refused for their {{ $labels.measure }}.`,
    },
    {
      alert: 'LLMSpendUnusual',
      expr: 'sum(model:llm_cost_dollars:rate1h) > 1 and sum(model:llm_cost_dollars:rate1h) > 3 * sum(avg_over_time(model:llm_cost_dollars:rate1h[1d] offset 1h))',
      for: '30m',
      severity: 'warning',
      summary: 'Spending is more than three times what it was over the last day.',
      description: `The platform spends ${NUMBER} USD an hour.`,
    },
    {
      alert: 'LLMUsageRowsLost',
      expr: 'increase(llm_usage_rows_lost_total[15m]) > 0',
      for: '0m',
      severity: 'critical',
      summary: 'Usage could not be recorded.',
      description: `${NUMBER} rows of usage were lost within a quarter of an hour: the ledger and budgets do not know of them.`,
    },
  ],
};
