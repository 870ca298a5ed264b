import { counter, gauge, histogram, type MetricSource } from './metric.ts';

const MODEL = ['model', 'version'];

/** Triton itself, whatever the backend. Durations are sums over requests. */
export const TRITON: MetricSource = {
  component: 'triton',
  exposedBy: 'Triton Inference Server, port 8002',
  release: '2.51.0',
  evidence: 'recorded',
  metrics: [
    counter('nv_inference_request_success', MODEL, 'none', 'Requests that were answered.'),
    counter(
      'nv_inference_request_failure',
      [...MODEL, 'reason'],
      'none',
      'Requests that were not: REJECTED, CANCELED, BACKEND, OTHER.',
    ),
    counter('nv_inference_count', MODEL, 'none', 'Inferences, a batch of n counts n; answers from the cache do not.'),
    counter('nv_inference_exec_count', MODEL, 'none', 'Executions of batches.'),
    counter(
      'nv_inference_request_duration_us',
      MODEL,
      'microseconds',
      'Time on requests. Backends that return at once, vLLM among them, spend none here.',
    ),
    counter('nv_inference_queue_duration_us', MODEL, 'microseconds', 'Time in the queue.'),
    counter('nv_inference_compute_input_duration_us', MODEL, 'microseconds', 'Time to bring inputs to the backend.'),
    counter('nv_inference_compute_infer_duration_us', MODEL, 'microseconds', 'Time in the model.'),
    counter('nv_inference_compute_output_duration_us', MODEL, 'microseconds', 'Time to bring outputs back.'),
    gauge('nv_inference_pending_request_count', MODEL, 'none', 'Requests that wait for an instance of the model.'),
    counter('nv_cache_num_hits_per_model', MODEL, 'none', 'Requests that the response cache answered.'),
    counter('nv_cache_num_misses_per_model', MODEL, 'none', 'Requests that it did not.'),
    gauge('nv_pinned_memory_pool_total_bytes', [], 'bytes', 'Pool of pinned memory.'),
    gauge('nv_pinned_memory_pool_used_bytes', [], 'bytes', 'Of it, in use.'),
  ],
};

/** TensorRT-LLM's LLM API, a Python model, adds nothing. What Triton's vLLM backend adds when REPORT_CUSTOM_METRICS is set. It has no gauges: nothing tells how many requests wait. */
export const TRITON_VLLM: MetricSource = {
  component: 'triton',
  exposedBy: 'vLLM backend of Triton, port 8002',
  release: '2026-01',
  evidence: 'source',
  metrics: [histogram('vllm:time_per_output_token_seconds', MODEL, 'seconds', 'Between output tokens.', 'vLLM itself: < 0.11')],
};
