import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  isModelRequest,
  latencyMs,
  timePerOutputTokenMs,
  timeToFirstTokenMs,
} from '../../../lambda/router/domain/telemetry/durations.ts';
import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import type { BudgetView } from '../budgets/view.ts';
import { addBudgetMetrics } from './budget-metrics.ts';
import { ModelLabels } from './model-labels.ts';
import { tenantLabels } from './tenant-labels.ts';
import { addTenantMetrics, isAmount } from './tenant-metrics.ts';

/** What is read when someone scrapes, not counted. */
export interface Levels {
  /** Requests to models that are being answered. */
  readonly inFlight: () => number;
  /** Chats that are being answered. */
  readonly conversations: () => number;
  /** Whether the breaker of a configured model's upstream lets calls pass. */
  readonly breakers: () => Readonly<Record<string, 'closed' | 'open'>>;
  readonly budgets: () => readonly BudgetView[];
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
  const moderated = counter('llm_moderation_total', 'Requests by what came of their texts.', 'side', 'action', 'category');
  const abuse = counter('llm_abuse_actions_total', 'What came of how tenants and their keys behave.', 'action');
  addLevels(registry, levels);
  addBudgetMetrics(registry, levels.budgets);
  const observeTenant = addTenantMetrics(registry);

  const asked = new ModelLabels();
  const answering = new ModelLabels();
  const refused = tenantLabels();
  return {
    observe: (observation) => {
      if (!isModelRequest(observation)) return;
      const model = asked.of(observation);
      const { status = CLIENT_GONE, tenant, inputTokens, outputTokens, costMicroDollars = 0, quotaRefusal } = observation;
      requests.inc({ model, status });
      observeTenant(observation);
      observeTime(latency, model, latencyMs(observation));
      observeTime(firstToken, model, timeToFirstTokenMs(observation));
      observeTime(perToken, model, timePerOutputTokenMs(observation));
      if (isAmount(inputTokens)) tokens.inc({ model, type: 'input' }, inputTokens);
      if (isAmount(outputTokens)) tokens.inc({ model, type: 'output' }, outputTokens);
      if (isAmount(costMicroDollars)) cost.inc({ model }, costMicroDollars / 1e6);
      if (observation.cache !== undefined) cache.inc({ result: observation.cache });
      if (quotaRefusal !== undefined) refusals.inc({ tenant: refused(tenant), measure: quotaRefusal.measure });
      for (const side of observation.moderation?.sides ?? []) moderated.inc({ ...side });
      if (observation.abuse !== undefined) abuse.inc({ action: observation.abuse.action });
      const { catchAll } = observation;
      for (const attempt of observation.attempts) {
        attempts.inc({ upstream: answering.of({ model: attempt.model, catchAll }), outcome: attempt.outcome });
      }
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A time that is no number, of a clock that told nonsense, is left out: the histogram would refuse it. */
function observeTime(histogram: Histogram<'model'>, model: string, milliseconds: number | undefined): void {
  if (Number.isFinite(milliseconds)) histogram.observe({ model }, Number(milliseconds) / 1000);
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
