import { type Dashboard, lines, number, quantileOf, rateOf } from './dashboard.ts';

const MODEL = '{model=~"$model"}';
const TENANT = '{tenant=~"$tenant"}';

/** Models and tenants apart: a metric of both would have as many series as their product. */
export const TENANTS: Dashboard = {
  uid: 'llm-tenants-models',
  title: 'LLM platform: tenants and models',
  description: 'What each tenant asks and each model answers.',
  variables: [
    { name: 'tenant', series: 'llm_tenant_requests_total', label: 'tenant' },
    { name: 'model', series: 'llm_requests_total', label: 'model' },
  ],
  rows: [
    {
      title: 'Tenants',
      panels: [
        lines('Requests', 'reqps', ['{{tenant}}', rateOf(`llm_tenant_requests_total${TENANT}`, 'tenant')]),
        lines('How they ended', 'reqps', ['{{outcome}}', rateOf(`llm_tenant_requests_total${TENANT}`, 'outcome')]),
        lines('Tokens a second', 'short', ['{{tenant}} {{type}}', rateOf(`llm_tenant_tokens_total${TENANT}`, 'tenant, type')]),
        lines('Spending an hour', 'currencyUSD', [
          '{{tenant}}',
          `${rateOf(`llm_tenant_cost_total_dollars${TENANT}`, 'tenant')} * 3600`,
        ]),
        lines('Refused by a limit', 'reqps', [
          '{{tenant}} {{measure}}',
          rateOf(`llm_quota_refusals_total${TENANT}`, 'tenant, measure'),
        ]),
        number('Conversations', 'short', 'sum(active_conversations)'),
      ],
    },
    {
      title: 'Models',
      panels: [
        lines('Requests', 'reqps', ['{{model}}', rateOf(`llm_requests_total${MODEL}`, 'model')]),
        lines('Status', 'reqps', ['{{model}} {{status}}', rateOf(`llm_requests_total${MODEL}`, 'model, status')]),
        lines('Latency, p95', 's', ['{{model}}', quantileOf(0.95, 'llm_request_latency_seconds', MODEL, 'model')]),
        lines('Time to first token, p95', 's', [
          '{{model}}',
          quantileOf(0.95, 'llm_time_to_first_token_seconds', MODEL, 'model'),
        ]),
        lines('Time per output token, p95', 's', [
          '{{model}}',
          quantileOf(0.95, 'llm_time_per_output_token_seconds', MODEL, 'model'),
        ]),
        lines('Tokens a second', 'short', ['{{model}} {{type}}', rateOf(`llm_tokens_total${MODEL}`, 'model, type')]),
      ],
    },
  ],
};
