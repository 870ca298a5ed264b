import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

const share = (outcomes: string) =>
  `sum by (upstream) (rate(llm_upstream_attempts_total{outcome${outcomes}}[10m])) / sum by (upstream) (rate(llm_upstream_attempts_total[10m]))`;

/** Upstreams, their breakers, and what tries cost. */
export const ROUTING_RULES: RuleGroup = {
  name: 'llm-routing',
  component: 'gateway',
  records: [
    { record: 'upstream:llm_upstream_attempts:rate5m', expr: 'sum by (upstream) (rate(llm_upstream_attempts_total[5m]))' },
    { record: 'upstream:llm_upstream_failures:ratio_rate10m', expr: share('!~"success|cancelled|asleep"') },
  ],
  alerts: [
    {
      alert: 'LLMCircuitBreakerOpen',
      expr: 'max by (upstream) (llm_circuit_breaker_state) == 1',
      for: '5m',
      severity: 'warning',
      summary: 'The circuit breaker of an upstream stays open.',
      description: 'The breaker of {{ $labels.upstream }} has been open for five minutes: others take its requests.',
    },
    {
      alert: 'LLMEveryCircuitBreakerOpen',
      expr: 'min(llm_circuit_breaker_state) == 1',
      for: '1m',
      severity: 'critical',
      summary: 'The circuit breakers of all upstreams are open.',
      description: 'No upstream behind a route takes calls: requests to aliases fail.',
    },
    {
      alert: 'LLMUpstreamFailing',
      expr: 'upstream:llm_upstream_failures:ratio_rate10m > 0.25',
      for: '10m',
      severity: 'warning',
      summary: 'Many calls to an upstream fail.',
      description: `${PERCENT} of the calls to {{ $labels.upstream }} fail.`,
    },
    {
      alert: 'LLMUpstreamThrottled',
      expr: `${share('="429"')} > 0.1`,
      for: '10m',
      severity: 'warning',
      summary: 'An upstream refuses calls because of its rate limit.',
      description: `${PERCENT} of the calls to {{ $labels.upstream }} are refused with 429.`,
    },
    {
      alert: 'LLMUpstreamCredentialsRefused',
      expr: 'sum by (upstream) (increase(llm_upstream_attempts_total{outcome=~"401|403"}[10m])) > 5',
      for: '1m',
      severity: 'critical',
      summary: 'An upstream refuses our credentials.',
      description: `{{ $labels.upstream }} has refused ${NUMBER} calls with 401 or 403 within ten minutes.`,
    },
    {
      alert: 'LLMUpstreamSlow',
      expr: `${share('=~"slow|stalled|overdue"')} > 0.05`,
      for: '10m',
      severity: 'warning',
      summary: 'Calls to an upstream are given up because they take too long.',
      description: `${PERCENT} of the calls to {{ $labels.upstream }} are slow, stall or run out of time.`,
    },
    {
      alert: 'LLMRetriesHigh',
      expr: 'sum(rate(llm_upstream_attempts_total[15m])) / sum(rate(llm_requests_total[15m])) > 1.5',
      for: '15m',
      severity: 'warning',
      summary: 'Requests need several tries.',
      description: `A request takes ${NUMBER} calls to upstreams on average.`,
    },
  ],
};
