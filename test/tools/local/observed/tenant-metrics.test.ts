import { Registry } from 'prom-client';
import type { BudgetView } from '../../../../tools/local/budgets/view.ts';
import { addBudgetMetrics } from '../../../../tools/local/observed/budget-metrics.ts';
import { addTenantMetrics } from '../../../../tools/local/observed/tenant-metrics.ts';
import { attempt, observation } from '../../../lambda/router/support/observations.ts';

const linesOf = async (registry: Registry): Promise<readonly string[]> => (await registry.metrics()).split('\n');

test.each([
  [200, 'success'],
  [400, 'refused'],
  [429, 'refused'],
  [500, 'failed'],
  [503, 'failed'],
] as const)('a request that ended with %d is a %s of its tenant', async (status, outcome) => {
  const registry = new Registry();
  addTenantMetrics(registry)(observation({ tenant: 'acme', status }));
  expect(await linesOf(registry)).toContain(`llm_tenant_requests_total{tenant="acme",outcome="${outcome}"} 1`);
});

test.each([
  ['broken', {}, 'failed'],
  ['cancelled', { left: true } as const, 'left'],
  ['cancelled', { status: 499 }, 'left'],
])('an answer whose last attempt ended as %s, %j, is %s', async (outcome, parts, told) => {
  const registry = new Registry();
  addTenantMetrics(registry)(observation({ tenant: 'acme', attempts: [attempt({ partial: true, outcome })], ...parts }));
  expect(await linesOf(registry)).toContain(`llm_tenant_requests_total{tenant="acme",outcome="${told}"} 1`);
});

test('tokens and cost of all requests of a tenant add up, apart from those of others', async () => {
  const registry = new Registry();
  const observe = addTenantMetrics(registry);
  for (const tenant of ['acme', 'acme', 'other']) {
    observe(observation({ tenant, inputTokens: 7, outputTokens: 3, costMicroDollars: 500_000 }));
  }
  const lines = await linesOf(registry);
  expect(lines).toContain('llm_tenant_tokens_total{tenant="acme",type="input"} 14');
  expect(lines).toContain('llm_tenant_tokens_total{tenant="other",type="output"} 3');
  expect(lines).toContain('llm_tenant_cost_total_dollars{tenant="acme"} 1');
});

test('calls beside the answer are on the tenant that they were made for', async () => {
  const registry = new Registry();
  const call = { ...attempt({ model: 'embed', inputTokens: 5, outputTokens: 0 }), operation: 'embeddings' } as const;
  addTenantMetrics(registry)(observation({ tenant: 'acme', inputTokens: 7, apart: [{ ...call, costMicroDollars: 500_000 }] }));
  const lines = await linesOf(registry);
  expect(lines).toContain('llm_tenant_tokens_total{tenant="acme",type="input"} 12');
  expect(lines).toContain('llm_tenant_cost_total_dollars{tenant="acme"} 0.5');
  expect(lines).toContain('llm_tenant_requests_total{tenant="acme",outcome="success"} 1');
});

test('budgets are what they are at the moment: daily and monthly ones, and none that is gone', async () => {
  const registry = new Registry();
  const month: BudgetView = { whose: 'acme', period: '2026-11', amount: 50e6, spent: 12.5e6, share: 0.25 };
  let budgets: readonly BudgetView[] = [month, { ...month, period: '2026-11-21', amount: 2e6, spent: 1e6 }];
  addBudgetMetrics(registry, () => budgets);
  const lines = await linesOf(registry);
  expect(lines).toContain('llm_budget_amount_dollars{budget="acme",period="month"} 50');
  expect(lines).toContain('llm_budget_spent_dollars{budget="acme",period="month"} 12.5');
  expect(lines).toContain('llm_budget_spent_dollars{budget="acme",period="day"} 1');
  budgets = [month];
  expect((await linesOf(registry)).filter((line) => line.includes('period="day"'))).toEqual([]);
});
