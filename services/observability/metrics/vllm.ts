import { counter, gauge, histogram, type MetricSource } from './metric.ts';

const ENGINE = ['model_name', 'engine'];

/** vLLM as its own server. Triton's vLLM backend has the counters and histograms of tokens and latency too, under the labels `model` and `version`. */
export const VLLM: MetricSource = {
  component: 'vllm',
  exposedBy: 'vLLM, port 8000',
  release: '0.25 to 0.29',
  evidence: 'source',
  metrics: [
    gauge('vllm:num_requests_running', ENGINE, 'none', 'Requests in the batch.'),
    gauge('vllm:num_requests_waiting', ENGINE, 'none', 'Requests that wait for room in it.'),
    gauge(
      'vllm:kv_cache_usage_perc',
      ENGINE,
      'ratio',
      'Of the KV cache, 0 to 1 in spite of its name.',
      '>= 0.10; before: vllm:gpu_cache_usage_perc',
    ),
    counter('vllm:num_preemptions_total', ENGINE, 'none', 'Requests that lost their KV cache to others and start again.'),
    counter('vllm:prompt_tokens_total', ENGINE, 'tokens', 'Prompt tokens.'),
    counter('vllm:generation_tokens_total', ENGINE, 'tokens', 'Output tokens.'),
    counter('vllm:request_success_total', [...ENGINE, 'finished_reason'], 'none', 'Requests that ended: stop, length, abort.'),
    counter(
      'vllm:prefix_cache_queries_total',
      ENGINE,
      'tokens',
      'Prompt tokens that were looked up in the prefix cache.',
      '>= 0.10',
    ),
    counter('vllm:prefix_cache_hits_total', ENGINE, 'tokens', 'Of them, found.', '>= 0.10'),
    histogram('vllm:time_to_first_token_seconds', ENGINE, 'seconds', 'To the first token.'),
    histogram(
      'vllm:inter_token_latency_seconds',
      ENGINE,
      'seconds',
      'Between tokens.',
      '>= 0.11; before: vllm:time_per_output_token_seconds',
    ),
    histogram('vllm:request_queue_time_seconds', ENGINE, 'seconds', 'Waiting for room in the batch.'),
    histogram('vllm:e2e_request_latency_seconds', ENGINE, 'seconds', 'From arrival to the last token.'),
  ],
};
