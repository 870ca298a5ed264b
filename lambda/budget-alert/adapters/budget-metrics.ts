import { log } from '../../common/log.ts';
import type { BudgetPorts } from '../domain/ports.ts';

const METRICS = [
  { Name: 'llm_budget_spent_dollars', Unit: 'None' },
  { Name: 'llm_budget_share', Unit: 'None' },
] as const;

/** Metrics for CloudWatch in a log line (embedded metric format): by budget and kind of period. Keys have none: each would be billed. */
export const budgetMetrics =
  (namespace: string): BudgetPorts['observe'] =>
  ({ scoped, period, amount }, { total }) => {
    if (scoped.kind === 'key') return;
    const values = {
      Budget: scoped.partition,
      Period: period.kind,
      llm_budget_spent_dollars: total / 1_000_000,
      llm_budget_share: total / amount,
    };
    const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [['Budget', 'Period']], Metrics: METRICS }];
    log('info', 'budget', {}, { ...values, _aws: { Timestamp: Date.now(), CloudWatchMetrics } });
  };
