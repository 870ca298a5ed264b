import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

export const VLLM_RULES: RuleGroup = {
  name: 'vllm',
  component: 'vllm',
  records: [
    { record: 'model_name:vllm_generation_tokens:rate5m', expr: 'sum by (model_name) (rate(vllm:generation_tokens_total[5m]))' },
    {
      record: 'model_name:vllm_time_to_first_token_seconds:p95_5m',
      expr: 'histogram_quantile(0.95, sum by (model_name, le) (rate(vllm:time_to_first_token_seconds_bucket[5m])))',
    },
    {
      record: 'model_name:vllm_inter_token_latency_seconds:p95_5m',
      expr: 'histogram_quantile(0.95, sum by (model_name, le) (rate(vllm:inter_token_latency_seconds_bucket[5m])))',
    },
  ],
  alerts: [
    {
      alert: 'VLLMStalled',
      expr: 'sum by (model_name, instance) (vllm:num_requests_running) > 0 and sum by (model_name, instance) (rate(vllm:generation_tokens_total[5m])) == 0',
      for: '3m',
      severity: 'critical',
      summary: 'A vLLM server has requests and produces no tokens.',
      description: `{{ $labels.instance }} runs ${NUMBER} requests to {{ $labels.model_name }} and has produced no token for minutes.`,
    },
    {
      alert: 'VLLMRequestsWaiting',
      expr: 'sum by (model_name) (vllm:num_requests_waiting) > 10 and sum by (model_name) (vllm:num_requests_waiting) > 0.2 * sum by (model_name) (vllm:num_requests_running)',
      for: '10m',
      severity: 'warning',
      summary: 'Requests wait for room in the batches of vLLM.',
      description: `${NUMBER} requests to {{ $labels.model_name }} wait.`,
    },
    {
      alert: 'VLLMKVCacheFull',
      expr: 'max by (model_name) (vllm:kv_cache_usage_perc) > 0.95',
      for: '10m',
      severity: 'warning',
      summary: 'The KV cache of a vLLM server is full.',
      description: `${PERCENT} of the KV cache of a server of {{ $labels.model_name }} is in use.`,
    },
    {
      alert: 'VLLMPreemptions',
      expr: 'sum by (model_name) (rate(vllm:num_preemptions_total[10m])) > 0.1',
      for: '10m',
      severity: 'warning',
      summary: 'vLLM throws requests out of its batch and starts them again.',
      description: `${NUMBER} requests a second to {{ $labels.model_name }} lose their KV cache.`,
    },
    {
      alert: 'VLLMFirstTokenSlow',
      expr: 'model_name:vllm_time_to_first_token_seconds:p95_5m > 5',
      for: '10m',
      severity: 'warning',
      summary: 'First tokens of a vLLM model come late.',
      description: `One request in twenty to {{ $labels.model_name }} waits ${NUMBER} s and more for its first token.`,
    },
    {
      alert: 'VLLMRequestsAborted',
      expr: 'sum by (model_name) (rate(vllm:request_success_total{finished_reason="abort"}[15m])) / sum by (model_name) (rate(vllm:request_success_total[15m])) > 0.1',
      for: '15m',
      severity: 'warning',
      summary: 'Requests to vLLM are broken off.',
      description: `${PERCENT} of the requests to {{ $labels.model_name }} are broken off by their caller.`,
    },
  ],
};
