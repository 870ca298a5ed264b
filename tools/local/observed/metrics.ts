import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  isModelRequest,
  latencyMs,
  timePerOutputTokenMs,
  timeToFirstTokenMs,
} from '../../../lambda/router/domain/telemetry/durations.ts';
import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import { ModelLabels } from './model-labels.ts';

/** What is read when someone scrapes, not counted. */
export interface Levels {
  /** Requests to models that are being answered. */
  readonly inFlight: () => number;
  /** Chats that are being answered. */
  readonly conversations: () => number;
  /** Whether the breaker of a configured model's upstream lets calls pass. */
  readonly breakers: () => Readonly<Record<string, 'closed' | 'open'>>;
}

/** The metrics of one platform, in Prometheus' text format. */
export interface Metrics {
  readonly observe: (observation: Observation) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** nginx's status for a client that left before there was one. */
const CLIENT_GONE = 499;

const SECONDS = {
  latency: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  firstToken: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  perToken: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
};

export function createMetrics(levels: Levels): Metrics {
  const registry = new Registry();
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter<T>({ name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram<'model'>({ name, help, buckets, labelNames: ['model'], registers: [registry] });

  const requests = counter('llm_requests_total', 'Requests to models that are over.', 'model', 'status');
  const latency = histogram('llm_request_latency_seconds', 'From the request to the last byte of the answer.', SECONDS.latency);
  const firstToken = histogram('llm_time_to_first_token_seconds', 'To the first byte of a streamed answer.', SECONDS.firstToken);
  const perToken = histogram(
    'llm_time_per_output_token_seconds',
    'For each token after the first of a stream.',
    SECONDS.perToken,
  );
  const tokens = counter('llm_tokens_total', 'Tokens that upstreams billed, over all attempts.', 'model', 'type');
  const cost = counter('llm_cost_total_dollars', 'What requests cost, as far as prices are known.', 'model');
  const attempts = counter('llm_upstream_attempts_total', 'Calls to upstreams, by configured model.', 'upstream', 'outcome');
  const cache = counter('llm_cache_requests_total', 'Requests of tenants with a cache, by what it had.', 'result');
  const refusals = counter('llm_quota_refusals_total', 'Requests that a limit refused.', 'tenant', 'measure');
  addLevels(registry, levels);

  const asked = new ModelLabels();
  const answering = new ModelLabels();
  return {
    observe: (observation) => {
      if (!isModelRequest(observation)) return;
      const model = asked.of(observation);
      const { status = CLIENT_GONE, tenant, inputTokens, outputTokens, costMicroDollars, quotaRefusal } = observation;
      requests.inc({ model, status });
      latency.observe({ model }, latencyMs(observation) / 1000);
      const first = timeToFirstTokenMs(observation);
      if (first !== undefined) firstToken.observe({ model }, first / 1000);
      const each = timePerOutputTokenMs(observation);
      if (each !== undefined) perToken.observe({ model }, each / 1000);
      if (inputTokens > 0) tokens.inc({ model, type: 'input' }, inputTokens);
      if (outputTokens > 0) tokens.inc({ model, type: 'output' }, outputTokens);
      if (costMicroDollars) cost.inc({ model }, costMicroDollars / 1e6);
      if (observation.cache !== undefined) cache.inc({ result: observation.cache });
      if (quotaRefusal !== undefined) refusals.inc({ tenant: tenant ?? '', measure: quotaRefusal.measure });
      const { catchAll } = observation;
      for (const attempt of observation.attempts) {
        attempts.inc({ upstream: answering.of({ model: attempt.model, catchAll }), outcome: attempt.outcome });
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addLevels(registry: Registry, { inFlight, conversations, breakers }: Levels): void {
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('llm_requests_in_flight', 'Requests to models that are being answered.', inFlight);
  gauge('active_conversations', 'Chats that are being answered.', conversations);
  new Gauge({
    name: 'llm_circuit_breaker_state',
    help: 'Of the upstream of a configured model: 0 calls pass, 1 it is open.',
    labelNames: ['upstream'],
    registers: [registry],
    collect() {
      for (const [upstream, phase] of Object.entries(breakers())) this.set({ upstream }, phase === 'open' ? 1 : 0);
    },
  });
}
