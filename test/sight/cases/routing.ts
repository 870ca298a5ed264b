import { type AlertCase, flat, rising, type Samples } from './alert-case.ts';

const attempts = (outcomes: Readonly<Record<string, number>>): Samples =>
  Object.fromEntries(
    Object.entries(outcomes).map(([outcome, perMinute]) => [
      `llm_upstream_attempts_total{upstream="llama",outcome="${outcome}"}`,
      rising(perMinute),
    ]),
  );

const LLAMA = 'upstream="llama"';

export const ROUTING_CASES: readonly AlertCase[] = [
  {
    alert: 'LLMCircuitBreakerOpen',
    at: '10m',
    labels: LLAMA,
    fires: { 'llm_circuit_breaker_state{upstream="llama"}': flat(1) },
    quiet: { 'llm_circuit_breaker_state{upstream="llama"}': '1 1 1 0 1 1 1 0 1 1 1 0' },
  },
  {
    alert: 'LLMEveryCircuitBreakerOpen',
    at: '5m',
    labels: 'severity="critical"',
    fires: { 'llm_circuit_breaker_state{upstream="llama"}': flat(1), 'llm_circuit_breaker_state{upstream="gpt"}': flat(1) },
    quiet: { 'llm_circuit_breaker_state{upstream="llama"}': flat(1), 'llm_circuit_breaker_state{upstream="gpt"}': flat(0) },
  },
  {
    alert: 'LLMUpstreamFailing',
    at: '30m',
    labels: LLAMA,
    fires: attempts({ success: 60, unreachable: 20, '500': 20 }),
    // Clients that leave are no failure of the upstream.
    quiet: attempts({ success: 50, cancelled: 40, '500': 10 }),
  },
  {
    alert: 'LLMUpstreamThrottled',
    at: '30m',
    labels: LLAMA,
    fires: attempts({ success: 80, '429': 20 }),
    quiet: attempts({ success: 95, '429': 5 }),
  },
  {
    alert: 'LLMUpstreamCredentialsRefused',
    at: '15m',
    labels: LLAMA,
    fires: attempts({ '401': 2 }),
    quiet: attempts({ '404': 20, success: 20 }),
  },
  {
    alert: 'LLMUpstreamSlow',
    at: '30m',
    labels: LLAMA,
    fires: attempts({ success: 90, slow: 4, stalled: 3, overdue: 3 }),
    quiet: attempts({ success: 97, slow: 3 }),
  },
  {
    alert: 'LLMRetriesHigh',
    at: '40m',
    labels: 'severity="warning"',
    fires: { ...attempts({ success: 60, '500': 60 }), 'llm_requests_total{model="gpt",status="200"}': rising(60) },
    quiet: { ...attempts({ success: 60, '500': 20 }), 'llm_requests_total{model="gpt",status="200"}': rising(60) },
  },
];
