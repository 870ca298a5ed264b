import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

const finished =
  '(sum by (model) (rate(nv_inference_request_success[5m])) + sum by (model) (rate(nv_inference_request_failure[5m])))';

/** Triton. Time in the queue says nothing about backends that return before the answer is done: of those, ask the engine. */
export const TRITON_RULES: RuleGroup = {
  name: 'triton',
  component: 'triton',
  records: [
    { record: 'model:nv_inference_request_success:rate5m', expr: 'sum by (model) (rate(nv_inference_request_success[5m]))' },
    {
      record: 'model:nv_inference_batch_size:mean5m',
      expr: 'sum by (model) (rate(nv_inference_count[5m])) / sum by (model) (rate(nv_inference_exec_count[5m]))',
    },
    {
      record: 'model:nv_inference_queue_seconds:mean5m',
      expr: `sum by (model) (rate(nv_inference_queue_duration_us[5m])) / ${finished} / 1e6`,
    },
  ],
  alerts: [
    {
      alert: 'TritonRequestsFail',
      expr: `sum by (model) (rate(nv_inference_request_failure{reason=~"BACKEND|OTHER"}[5m])) / ${finished} > 0.05`,
      for: '5m',
      severity: 'critical',
      summary: 'A model in Triton fails requests.',
      description: `${PERCENT} of the requests to {{ $labels.model }} fail inside Triton.`,
    },
    {
      alert: 'TritonRequestsRejected',
      expr: 'sum by (model) (rate(nv_inference_request_failure{reason="REJECTED"}[5m])) > 0',
      for: '5m',
      severity: 'warning',
      summary: 'The queue of a model in Triton is full.',
      description: `Triton turns away ${NUMBER} requests a second to {{ $labels.model }}.`,
    },
    {
      alert: 'TritonQueueSlow',
      expr: 'model:nv_inference_queue_seconds:mean5m > 1',
      for: '10m',
      severity: 'warning',
      summary: 'Requests wait long for an instance of a model in Triton.',
      description: `Requests to {{ $labels.model }} wait ${NUMBER} s on average.`,
    },
    {
      alert: 'TritonRequestsPending',
      expr: 'max by (model) (nv_inference_pending_request_count) > 100',
      for: '10m',
      severity: 'warning',
      summary: 'Requests gather before a model in Triton.',
      description: `${NUMBER} requests to {{ $labels.model }} wait in one server.`,
    },
    {
      alert: 'TritonPinnedMemoryLow',
      expr: 'nv_pinned_memory_pool_used_bytes / (nv_pinned_memory_pool_total_bytes > 0) > 0.9',
      for: '10m',
      severity: 'warning',
      summary: 'The pool of pinned memory of a Triton server is nearly used up.',
      description: `${PERCENT} of the pinned memory of {{ $labels.instance }} is in use.`,
    },
  ],
};
