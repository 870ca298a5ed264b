import { HEALTH_PORT, OTLP_PORT, type TraceCollector } from './trace-collector.ts';

/** Traces that wait for a decision: 20 kB each at the most, so a third of the memory. */
const WAITING_TRACES = 10_000;

/**
 * The configuration of the collector. A router sends the spans of a request together and once it is over, so that a replica has all of a trace
 * after a moment.
 */
export const collectorConfig = ({ region, sampling }: Pick<TraceCollector, 'region' | 'sampling'>) => ({
  extensions: { health_check: { endpoint: `0.0.0.0:${HEALTH_PORT}` } },
  receivers: { otlp: { protocols: { http: { endpoint: `0.0.0.0:${OTLP_PORT}`, max_request_body_size: 4 * 2 ** 20 } } } },
  processors: {
    // Refuses what would not fit, before the kernel ends the process.
    memory_limiter: { check_interval: '1s', limit_percentage: 75, spike_limit_percentage: 20 },
    tail_sampling: {
      decision_wait: '5s',
      num_traces: WAITING_TRACES,
      policies: [
        { name: 'failed', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
        { name: 'slow', type: 'latency', latency: { threshold_ms: sampling.slowSeconds * 1000 } },
        { name: 'ordinary', type: 'probabilistic', probabilistic: { sampling_percentage: sampling.percent } },
      ],
    },
    batch: { timeout: '1s', send_batch_size: 512, send_batch_max_size: 1024 },
  },
  exporters: {
    awsxray: {
      region,
      // By which people look for traces; X-Ray takes fifty annotations a trace.
      indexed_attributes: ['llm_platform.tenant', 'gen_ai.request.model', 'gen_ai.provider.name', 'error.type'],
    },
  },
  service: {
    extensions: ['health_check'],
    telemetry: { metrics: { level: 'none' } },
    pipelines: {
      traces: { receivers: ['otlp'], processors: ['memory_limiter', 'tail_sampling', 'batch'], exporters: ['awsxray'] },
    },
  },
});
