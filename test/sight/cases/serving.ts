import { type AlertCase, flat, rising, type Samples } from './alert-case.ts';

const bert = (name: string, more = ''): string => `${name}{model="bert",version="1"${more}}`;
const BERT = 'model="bert"';

const triton = (success: number, failures: Readonly<Record<string, number>>): Samples => ({
  [bert('nv_inference_request_success')]: rising(success),
  ...Object.fromEntries(
    Object.entries(failures).map(([reason, each]) => [bert('nv_inference_request_failure', `,reason="${reason}"`), rising(each)]),
  ),
});

const queued = (microseconds: number): Samples => ({
  ...triton(60, { BACKEND: 0 }),
  [bert('nv_inference_queue_duration_us')]: rising(60 * microseconds),
});

const pinned = (used: number): Samples => ({
  'nv_pinned_memory_pool_total_bytes{instance="a"}': flat(268_435_456),
  'nv_pinned_memory_pool_used_bytes{instance="a"}': flat(used),
});

const ENGINE = '{model_name="llama",engine="0",instance="a"}';
const LLAMA = 'model_name="llama"';

const vllm = (gauges: Readonly<Record<string, number>>, counters: Readonly<Record<string, number>> = {}): Samples => ({
  ...Object.fromEntries(Object.entries(gauges).map(([name, value]) => [`vllm:${name}${ENGINE}`, flat(value)])),
  ...Object.fromEntries(Object.entries(counters).map(([name, each]) => [`vllm:${name}${ENGINE}`, rising(each)])),
});

/** Sixty requests a minute, so many of them with a first token within 2.5 s, all others within 10 s. */
const firstTokens = (soon: number): Samples =>
  Object.fromEntries(
    Object.entries({ '2.5': soon, '10': 60, '+Inf': 60 }).map(([le, each]) => [
      `vllm:time_to_first_token_seconds_bucket{model_name="llama",engine="0",le="${le}"}`,
      rising(each),
    ]),
  );

const finished = (stop: number, abort: number): Samples => ({
  'vllm:request_success_total{model_name="llama",engine="0",finished_reason="stop"}': rising(stop),
  'vllm:request_success_total{model_name="llama",engine="0",finished_reason="abort"}': rising(abort),
});

export const SERVING_CASES: readonly AlertCase[] = [
  {
    alert: 'TritonRequestsFail',
    at: '20m',
    labels: BERT,
    fires: triton(50, { BACKEND: 10 }),
    quiet: triton(50, { BACKEND: 1, CANCELED: 30 }),
  },
  {
    alert: 'TritonRequestsRejected',
    at: '20m',
    labels: BERT,
    fires: triton(50, { REJECTED: 1 }),
    quiet: triton(50, { REJECTED: 0, CANCELED: 9 }),
  },
  { alert: 'TritonQueueSlow', at: '30m', labels: BERT, fires: queued(2_000_000), quiet: queued(900_000) },
  {
    alert: 'TritonRequestsPending',
    at: '20m',
    labels: BERT,
    fires: { [bert('nv_inference_pending_request_count')]: flat(150) },
    quiet: {
      [bert('nv_inference_pending_request_count')]: '150 150 150 20 150 150 150 20 150 150 150 20 150 150 150 20 150 150 150 20',
    },
  },
  { alert: 'TritonPinnedMemoryLow', at: '20m', labels: 'instance="a"', fires: pinned(255_000_000), quiet: pinned(200_000_000) },
  {
    alert: 'VLLMStalled',
    at: '20m',
    labels: `${LLAMA},instance="a"`,
    fires: vllm({ num_requests_running: 4 }, { generation_tokens_total: 0 }),
    quiet: vllm({ num_requests_running: 4 }, { generation_tokens_total: 1 }),
  },
  {
    alert: 'VLLMRequestsWaiting',
    at: '20m',
    labels: LLAMA,
    fires: vllm({ num_requests_running: 64, num_requests_waiting: 30 }),
    quiet: vllm({ num_requests_running: 256, num_requests_waiting: 30 }),
  },
  {
    alert: 'VLLMKVCacheFull',
    at: '20m',
    labels: LLAMA,
    fires: vllm({ kv_cache_usage_perc: 0.99 }),
    quiet: vllm({ kv_cache_usage_perc: 0.9 }),
  },
  {
    alert: 'VLLMPreemptions',
    at: '30m',
    labels: LLAMA,
    fires: vllm({}, { num_preemptions_total: 12 }),
    quiet: vllm({}, { num_preemptions_total: 3 }),
  },
  { alert: 'VLLMFirstTokenSlow', at: '30m', labels: LLAMA, fires: firstTokens(40), quiet: firstTokens(59) },
  { alert: 'VLLMRequestsAborted', at: '40m', labels: LLAMA, fires: finished(50, 10), quiet: finished(57, 3) },
];
