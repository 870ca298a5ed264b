import { Counter, type Registry } from 'prom-client';
import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import { requestOutcome } from '../../../lambda/router/domain/telemetry/request-outcome.ts';
import { tenantLabels } from './tenant-labels.ts';

/** What requests came to, by who sent them. Apart from the metrics by model: tenants times models would be too many series. */
export function addTenantMetrics(registry: Registry): (observation: Observation) => void {
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter<T>({ name, help, labelNames, registers: [registry] });
  const requests = counter(
    'llm_tenant_requests_total',
    'Requests to models, by who sent them and how they ended.',
    'tenant',
    'outcome',
  );
  const tokens = counter('llm_tenant_tokens_total', 'Tokens that were billed, by whose requests took them.', 'tenant', 'type');
  const cost = counter('llm_tenant_cost_total_dollars', 'What requests cost, by who sent them.', 'tenant');
  const budgets = counter('llm_budget_actions_total', 'Requests that a budget refused or sent to another model.', 'action');
  const lost = counter('llm_usage_rows_lost_total', 'Usage rows that could not be stored.');
  const labelOf = tenantLabels();
  return (observation) => {
    const tenant = labelOf(observation.tenant);
    const { budget, rowsLost } = observation;
    requests.inc({ tenant, outcome: requestOutcome(observation) });
    for (const { inputTokens, outputTokens, costMicroDollars = 0 } of [observation, ...(observation.apart ?? [])]) {
      if (isAmount(inputTokens)) tokens.inc({ tenant, type: 'input' }, inputTokens);
      if (isAmount(outputTokens)) tokens.inc({ tenant, type: 'output' }, outputTokens);
      if (isAmount(costMicroDollars)) cost.inc({ tenant }, costMicroDollars / 1e6);
    }
    if (budget !== undefined) budgets.inc({ action: budget.action });
    if (isAmount(rowsLost)) lost.inc(rowsLost);
  };
}

/** A counter takes no other: NaN, a negative or an infinite amount is worth nothing to a sum. */
export const isAmount = (value: number): boolean => Number.isFinite(value) && value > 0;
