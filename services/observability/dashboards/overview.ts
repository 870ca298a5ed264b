import { type Dashboard, lines, number, quantileOf, rateOf } from './dashboard.ts';

const LATENCY = 'llm_request_latency_seconds';

export const OVERVIEW: Dashboard = {
  uid: 'llm-overview',
  title: 'LLM platform: overview',
  description: 'Whether the platform does what it promises, and what it does at the moment.',
  variables: [],
  rows: [
    {
      title: 'Now',
      panels: [
        number('Requests', 'reqps', rateOf('llm_requests_total')),
        number(
          'Failed',
          'percentunit',
          `(${rateOf('llm_requests_total{status=~"5..|broken"}')} or vector(0)) / ${rateOf('llm_requests_total')}`,
        ),
        number('In flight', 'short', 'sum(llm_requests_in_flight)'),
        number('Alerts', 'short', 'count(ALERTS{alertstate="firing"}) or vector(0)'),
      ],
    },
    {
      title: 'Promises',
      panels: [
        lines('Failed, by model, an hour', 'percentunit', ['{{model}}', 'model:llm_availability_bad:ratio_rate1h']),
        lines('First token after 2.5 s, by model, an hour', 'percentunit', [
          '{{model}}',
          'model:llm_time_to_first_token_bad:ratio_rate1h',
        ]),
        lines('More than 100 ms a token, by model, an hour', 'percentunit', [
          '{{model}}',
          'model:llm_time_per_output_token_bad:ratio_rate1h',
        ]),
      ],
    },
    {
      title: 'Traffic',
      panels: [
        lines('Requests, by status', 'reqps', ['{{status}}', rateOf('llm_requests_total', 'status')]),
        lines(
          'Latency',
          's',
          ['p50', quantileOf(0.5, LATENCY)],
          ['p95', quantileOf(0.95, LATENCY)],
          ['p99', quantileOf(0.99, LATENCY)],
        ),
        lines(
          'Time to first token',
          's',
          ['p50', quantileOf(0.5, 'llm_time_to_first_token_seconds')],
          ['p95', quantileOf(0.95, 'llm_time_to_first_token_seconds')],
        ),
        lines('Tokens a second', 'short', ['{{type}}', rateOf('llm_tokens_total', 'type')]),
        lines('Spending an hour', 'currencyUSD', ['USD', `${rateOf('llm_cost_total_dollars')} * 3600`]),
        lines('Cache', 'reqps', ['{{result}}', rateOf('llm_cache_requests_total', 'result')]),
      ],
    },
  ],
};
