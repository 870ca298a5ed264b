import { counter, gauge, histogram, type MetricSource } from './metric.ts';

/** What the router counts; docs/observability.md says what each label may be. */
export const GATEWAY: MetricSource = {
  component: 'gateway',
  exposedBy: 'the platform, GET /metrics',
  release: 'this one',
  evidence: 'running',
  metrics: [
    counter('llm_requests_total', ['model', 'status'], 'none', 'Requests to models that are over.'),
    histogram('llm_request_latency_seconds', ['model'], 'seconds', 'From the request to the last byte of the answer.'),
    histogram('llm_time_to_first_token_seconds', ['model'], 'seconds', 'To the first token of a streamed answer.'),
    histogram('llm_time_per_output_token_seconds', ['model'], 'seconds', 'For each token after the first of a stream.'),
    histogram('llm_cold_start_seconds', ['model'], 'seconds', 'For which requests waited for a model to wake.'),
    counter('llm_tokens_total', ['model', 'type'], 'tokens', 'Tokens that upstreams billed, over all attempts.'),
    counter('llm_cost_total_dollars', ['model'], 'dollars', 'What requests cost, as far as prices are known.'),
    counter('llm_upstream_attempts_total', ['upstream', 'outcome'], 'none', 'Calls to upstreams, by configured model.'),
    counter('llm_cache_requests_total', ['result'], 'none', 'Requests of tenants with a cache, by what it had.'),
    counter('llm_quota_refusals_total', ['tenant', 'measure'], 'none', 'Requests that a limit refused.'),
    counter('llm_moderation_total', ['side', 'action', 'category'], 'none', 'Requests by what came of their texts.'),
    counter('llm_abuse_actions_total', ['action'], 'none', 'What came of how tenants and their keys behave.'),
    counter(
      'llm_tenant_requests_total',
      ['tenant', 'outcome'],
      'none',
      'Requests to models, by who sent them and how they ended.',
    ),
    counter('llm_tenant_tokens_total', ['tenant', 'type'], 'tokens', 'Tokens that were billed, by whose requests took them.'),
    counter('llm_tenant_cost_total_dollars', ['tenant'], 'dollars', 'What requests cost, by who sent them.'),
    counter('llm_budget_actions_total', ['action'], 'none', 'Requests that a budget refused or sent to another model.'),
    counter('llm_usage_rows_lost_total', [], 'none', 'Usage rows that could not be stored: nobody is billed for them.'),
    gauge('llm_budget_amount_dollars', ['budget', 'period'], 'dollars', 'What may be spent in the present period.'),
    gauge('llm_budget_spent_dollars', ['budget', 'period'], 'dollars', 'What was spent in the present period.'),
    gauge('llm_requests_in_flight', [], 'none', 'Requests to models that are being answered.'),
    gauge('llm_cold_start_demand', ['release'], 'none', 'Requests that want a release which sleeps.'),
    gauge('active_conversations', [], 'none', 'Chats that are being answered.'),
    gauge(
      'llm_circuit_breaker_state',
      ['upstream'],
      'none',
      'Of the upstream of a configured model: 0 calls pass, 1 it is open.',
    ),
  ],
};
