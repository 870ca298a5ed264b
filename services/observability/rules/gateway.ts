import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';
import { type Slo, sloAlerts, sloRecords } from './slo.ts';

const late = (metric: string, le: string) => (window: string) =>
  `1 - sum by (model) (rate(${metric}_bucket{le="${le}"}[${window}])) / sum by (model) (rate(${metric}_count[${window}]))`;

/** The bounds are bounds of buckets, and no whole numbers: Prometheus 2 keeps `le="1"` where 3 has `le="1.0"`. */
const SLOS: readonly Slo[] = [
  {
    name: 'llm_availability',
    alert: 'LLMAvailability',
    objective: 0.995,
    bad: 'failed with a status of 500 and above, or broke off',
    badRatio: (window) =>
      `sum by (model) (rate(llm_requests_total{status=~"5..|broken"}[${window}])) / sum by (model) (rate(llm_requests_total[${window}]))`,
  },
  {
    name: 'llm_time_to_first_token',
    alert: 'LLMTimeToFirstToken',
    objective: 0.95,
    bad: 'had no first token after 2.5 s',
    badRatio: late('llm_time_to_first_token_seconds', '2.5'),
  },
  {
    name: 'llm_time_per_output_token',
    alert: 'LLMTimePerOutputToken',
    objective: 0.95,
    bad: 'took more than 100 ms for each token',
    badRatio: late('llm_time_per_output_token_seconds', '0.1'),
  },
];

export const GATEWAY_SLO_RULES: RuleGroup = {
  name: 'llm-gateway-slo',
  component: 'gateway',
  records: [
    { record: 'model:llm_requests:rate1h', expr: 'sum by (model) (rate(llm_requests_total[1h]))' },
    ...SLOS.flatMap(sloRecords),
  ],
  alerts: SLOS.flatMap(sloAlerts),
};

export const GATEWAY_RULES: RuleGroup = {
  name: 'llm-gateway',
  component: 'gateway',
  records: [
    { record: 'llm:requests:rate5m', expr: 'sum(rate(llm_requests_total[5m]))' },
    { record: 'model:llm_requests:rate5m', expr: 'sum by (model) (rate(llm_requests_total[5m]))' },
    ...['llm_request_latency_seconds', 'llm_time_to_first_token_seconds', 'llm_time_per_output_token_seconds'].map((metric) => ({
      record: `model:${metric}:p95_5m`,
      expr: `histogram_quantile(0.95, sum by (model, le) (rate(${metric}_bucket[5m])))`,
    })),
  ],
  alerts: [
    {
      alert: 'LLMGatewayMetricsMissing',
      expr: 'absent(llm_requests_in_flight)',
      for: '5m',
      severity: 'critical',
      summary: 'No gateway reports metrics.',
      description: 'Prometheus has had no metrics of any gateway for five minutes: they are down, or are not scraped.',
    },
    {
      alert: 'LLMTrafficStopped',
      expr: 'sum(rate(llm_requests_total[15m])) == 0 and sum(rate(llm_requests_total[1h] offset 15m)) > 0.1',
      for: '5m',
      severity: 'critical',
      summary: 'Requests have stopped coming in.',
      description: 'The gateway has had no request for a quarter of an hour, after an hour with more than one every ten seconds.',
    },
    {
      alert: 'LLMRequestsPileUp',
      expr: 'sum(llm_requests_in_flight) > 50 and sum(llm_requests_in_flight) > 3 * sum(avg_over_time(llm_requests_in_flight[1d]))',
      for: '10m',
      severity: 'warning',
      summary: 'Many more requests are being answered at a time than usual.',
      description: `${NUMBER} requests are in flight, more than three times the mean of a day.`,
    },
    {
      alert: 'LLMClientsLeave',
      expr: 'sum by (model) (rate(llm_requests_total{status="499"}[15m])) / sum by (model) (rate(llm_requests_total[15m])) > 0.1',
      for: '15m',
      severity: 'warning',
      summary: 'Clients leave before they have their answer.',
      description: `${PERCENT} of the requests to {{ $labels.model }} end because the client has gone.`,
    },
  ],
};
