import { type Dashboard, lines, number, rateOf } from './dashboard.ts';

const UPSTREAM = '{upstream=~"$upstream"}';

export const ROUTING: Dashboard = {
  uid: 'llm-routing',
  title: 'LLM platform: routing and breakers',
  description: 'Which upstreams are asked, how that ends, and which are left out.',
  variables: [{ name: 'upstream', series: 'llm_upstream_attempts_total', label: 'upstream' }],
  rows: [
    {
      title: 'Upstreams',
      panels: [
        number('Breakers open', 'short', 'sum(llm_circuit_breaker_state)'),
        number('Calls for each request', 'short', `${rateOf('llm_upstream_attempts_total')} / ${rateOf('llm_requests_total')}`),
        lines('Calls', 'reqps', ['{{upstream}}', rateOf(`llm_upstream_attempts_total${UPSTREAM}`, 'upstream')]),
        lines('How they ended', 'reqps', [
          '{{upstream}} {{outcome}}',
          rateOf(`llm_upstream_attempts_total${UPSTREAM}`, 'upstream, outcome'),
        ]),
        lines('Failed', 'percentunit', ['{{upstream}}', `upstream:llm_upstream_failures:ratio_rate10m${UPSTREAM}`]),
        lines('Breakers: 1 is open', 'short', ['{{upstream}}', `max by (upstream) (llm_circuit_breaker_state${UPSTREAM})`]),
      ],
    },
    {
      title: 'Load',
      panels: [
        lines('In flight', 'short', ['requests', 'sum(llm_requests_in_flight)'], ['conversations', 'sum(active_conversations)']),
        lines('Clients that left', 'reqps', [
          '{{model}}',
          `${rateOf('llm_requests_total{status="499"}', 'model')} or on () vector(0)`,
        ]),
        lines('Answered by the cache', 'percentunit', [
          'hits',
          `(${rateOf('llm_cache_requests_total{result=~"hit|semantic|stale"}')} or vector(0)) / ${rateOf('llm_cache_requests_total')}`,
        ]),
      ],
    },
  ],
};
