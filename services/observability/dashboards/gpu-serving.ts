import { type Dashboard, lines, quantileOf, rateOf } from './dashboard.ts';

const NODE = '{Hostname=~"$node"}';
const GPU = '{{Hostname}} {{gpu}}';

export const GPU_SERVING: Dashboard = {
  uid: 'llm-gpu-serving',
  title: 'LLM platform: GPUs, Triton and vLLM',
  description: 'The GPUs of our own and the engines on them.',
  variables: [{ name: 'node', series: 'DCGM_FI_DEV_GPU_TEMP', label: 'Hostname' }],
  rows: [
    {
      title: 'GPUs',
      panels: [
        lines('Tensor cores', 'percentunit', [GPU, `DCGM_FI_PROF_PIPE_TENSOR_ACTIVE${NODE}`]),
        lines(
          'Engine and memory interface',
          'percentunit',
          [`${GPU} engine`, `DCGM_FI_PROF_GR_ENGINE_ACTIVE${NODE}`],
          [`${GPU} memory`, `DCGM_FI_PROF_DRAM_ACTIVE${NODE}`],
        ),
        lines('Memory', 'percentunit', [GPU, `gpu:memory_used:ratio${NODE}`]),
        lines(
          'Temperature',
          'celsius',
          [`${GPU} GPU`, `DCGM_FI_DEV_GPU_TEMP${NODE}`],
          [`${GPU} memory`, `DCGM_FI_DEV_MEMORY_TEMP${NODE}`],
        ),
        lines('Power', 'watt', [GPU, `DCGM_FI_DEV_POWER_USAGE${NODE}`]),
        lines(
          'Slowed down',
          'percentunit',
          [`${GPU} heat`, `rate(DCGM_FI_DEV_THERMAL_VIOLATION${NODE}[$__rate_interval]) / 1e9`],
          [`${GPU} power`, `rate(DCGM_FI_DEV_POWER_VIOLATION${NODE}[$__rate_interval]) / 1e9`],
        ),
        lines('Last XID', 'short', [GPU, `DCGM_FI_DEV_XID_ERRORS${NODE}`]),
        lines(
          'ECC errors an hour',
          'short',
          [`${GPU} corrected`, `increase(DCGM_FI_DEV_ECC_SBE_VOL_TOTAL${NODE}[1h])`],
          [`${GPU} not corrected`, `increase(DCGM_FI_DEV_ECC_DBE_VOL_TOTAL${NODE}[1h])`],
        ),
        lines(
          'NVLink errors an hour',
          'short',
          [`${GPU} replay`, `increase(DCGM_FI_DEV_NVLINK_REPLAY_ERROR_COUNT_TOTAL${NODE}[1h])`],
          [`${GPU} recovery`, `increase(DCGM_FI_DEV_NVLINK_RECOVERY_ERROR_COUNT_TOTAL${NODE}[1h])`],
        ),
      ],
    },
    {
      title: 'Triton',
      panels: [
        lines('Requests', 'reqps', ['{{model}}', rateOf('nv_inference_request_success', 'model')]),
        lines('Failed', 'reqps', ['{{model}} {{reason}}', rateOf('nv_inference_request_failure', 'model, reason')]),
        lines('Mean batch', 'short', ['{{model}}', 'model:nv_inference_batch_size:mean5m']),
        lines(
          'Time of a request',
          's',
          ['{{model}} queue', 'model:nv_inference_queue_seconds:mean5m'],
          [
            '{{model}} model',
            `${rateOf('nv_inference_compute_infer_duration_us', 'model')} / ${rateOf('nv_inference_request_success', 'model')} / 1e6`,
          ],
        ),
        lines('Waiting', 'short', ['{{model}}', 'sum by (model) (nv_inference_pending_request_count)']),
        lines('Response cache', 'percentunit', [
          '{{model}}',
          `${rateOf('nv_cache_num_hits_per_model', 'model')} / (${rateOf('nv_cache_num_hits_per_model', 'model')} + ${rateOf('nv_cache_num_misses_per_model', 'model')})`,
        ]),
      ],
    },
    {
      title: 'vLLM',
      panels: [
        lines(
          'Requests',
          'short',
          ['{{model_name}} running', 'sum by (model_name) (vllm:num_requests_running)'],
          ['{{model_name}} waiting', 'sum by (model_name) (vllm:num_requests_waiting)'],
        ),
        lines('KV cache', 'percentunit', ['{{model_name}}', 'max by (model_name) (vllm:kv_cache_usage_perc)']),
        lines('Tokens a second', 'short', ['{{model_name}}', 'model_name:vllm_generation_tokens:rate5m']),
        lines('Time to first token', 's', ['{{model_name}} p95', 'model_name:vllm_time_to_first_token_seconds:p95_5m']),
        lines('Between tokens', 's', [
          '{{model_name}} p95',
          quantileOf(0.95, 'vllm:inter_token_latency_seconds', '', 'model_name'),
        ]),
        lines('Prefix cache', 'percentunit', [
          '{{model_name}}',
          `${rateOf('vllm:prefix_cache_hits_total', 'model_name')} / ${rateOf('vllm:prefix_cache_queries_total', 'model_name')}`,
        ]),
      ],
    },
  ],
};
