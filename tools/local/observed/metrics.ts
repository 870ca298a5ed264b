import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  isModelRequest,
  latencyMs,
  timePerOutputTokenMs,
  timeToFirstTokenMs,
} from '../../../lambda/router/domain/telemetry/durations.ts';
import type { Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import { statusLabel } from '../../../lambda/router/domain/telemetry/status-label.ts';
import { isTraced } from '../../../lambda/router/domain/telemetry/steps.ts';
import type { BudgetView } from '../budgets/view.ts';
import { addBudgetMetrics } from './budget-metrics.ts';
import { Exemplars } from './exemplars.ts';
import { ModelLabels } from './model-labels.ts';
import { OPEN_METRICS, openMetrics, takesOpenMetrics } from './open-metrics.ts';
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
  /** Requests by release of a served model that sleeps and is wanted. */
  readonly coldStarts: () => Readonly<Record<string, number>>;
}

/** Of a platform that does nothing. */
export const IDLE: Levels = {
  inFlight: () => 0,
  conversations: () => 0,
  breakers: () => ({}),
  budgets: () => [],
  coldStarts: () => ({}),
};

/** The metrics of one platform. */
export interface Metrics {
  readonly observe: (observation: Observation) => void;
  /** What who scrapes gets: Prometheus' text format; OpenMetrics, with the trace of a request in each bucket of a time, where its header `accept` takes that. */
  readonly scrape: (accept: string | undefined) => Promise<{ readonly type: string; readonly text: string }>;
}

const SECONDS = {
  latency: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  firstToken: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  coldStart: [1, 5, 15, 30, 60, 120, 240],
  perToken: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
};

export function createMetrics(levels: Levels): Metrics {
  const registry = new Registry();
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter<T>({ name, help, labelNames, registers: [registry] });
  const exemplars = new Exemplars();
  const time = (name: string, help: string, buckets: number[]) => {
    const histogram = new Histogram<'model'>({ name, help, buckets, labelNames: ['model'], registers: [registry] });
    return observeTime(histogram, name, buckets, exemplars);
  };

  const requests = counter('llm_requests_total', 'Requests to models that are over.', 'model', 'status');
  const latency = time('llm_request_latency_seconds', 'From the request to the last byte of the answer.', SECONDS.latency);
  const firstToken = time('llm_time_to_first_token_seconds', 'To the first token of a streamed answer.', SECONDS.firstToken);
  const perToken = time('llm_time_per_output_token_seconds', 'For each token after the first of a stream.', SECONDS.perToken);
  const coldStart = time('llm_cold_start_seconds', 'For which requests waited for a model to wake.', SECONDS.coldStart);
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
  const takes = ({ model, inputTokens, outputTokens, costMicroDollars = 0 }: Taken) => {
    if (isAmount(inputTokens)) tokens.inc({ model, type: 'input' }, inputTokens);
    if (isAmount(outputTokens)) tokens.inc({ model, type: 'output' }, outputTokens);
    if (isAmount(costMicroDollars)) cost.inc({ model }, costMicroDollars / 1e6);
  };
  return {
    observe: (observation) => {
      if (!isModelRequest(observation)) return;
      const model = asked.of(observation);
      const { tenant, quotaRefusal } = observation;
      requests.inc({ model, status: statusLabel(observation) });
      observeTenant(observation);
      latency(model, latencyMs(observation), observation);
      firstToken(model, timeToFirstTokenMs(observation), observation);
      perToken(model, timePerOutputTokenMs(observation), observation);
      coldStart(model, observation.coldStartMs, observation);
      takes({ ...observation, model });
      if (observation.cache !== undefined) cache.inc({ result: observation.cache });
      if (quotaRefusal !== undefined) refusals.inc({ tenant: refused(tenant), measure: quotaRefusal.measure });
      for (const side of observation.moderation?.sides ?? []) moderated.inc({ ...side });
      if (observation.abuse !== undefined) abuse.inc({ action: observation.abuse.action });
      const { catchAll } = observation;
      for (const attempt of observation.attempts) {
        attempts.inc({ upstream: answering.of({ model: attempt.model, catchAll }), outcome: attempt.outcome });
      }
      for (const call of observation.apart ?? []) {
        const own = asked.of({ model: call.model, catchAll: false });
        takes({ ...call, model: own });
        attempts.inc({ upstream: answering.of({ model: call.model, catchAll: false }), outcome: call.outcome });
      }
    },
    scrape: async (accept) => {
      const text = await registry.metrics();
      if (!takesOpenMetrics(accept)) return { type: registry.contentType, text };
      return { type: OPEN_METRICS, text: openMetrics(text, (series) => exemplars.of(series)) };
    },
  };
}

/** What a model was paid for. */
type Taken = Pick<Observation, 'inputTokens' | 'outputTokens' | 'costMicroDollars'> & { readonly model: string };

/** A time that is no number, of a clock that told nonsense, is left out: the histogram would refuse it. */
function observeTime(histogram: Histogram<'model'>, name: string, bounds: readonly number[], exemplars: Exemplars) {
  return (model: string, milliseconds: number | undefined, { trace, endedAt }: Observation): void => {
    if (milliseconds === undefined || !Number.isFinite(milliseconds)) return;
    const value = milliseconds / 1000;
    histogram.observe({ model }, value);
    if (trace !== undefined && isTraced(trace))
      exemplars.note(name, model, bounds, { traceId: trace.traceId, value, at: endedAt });
  };
}

function addLevels(registry: Registry, { inFlight, conversations, breakers, coldStarts }: Levels): void {
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
      this.reset();
      for (const [upstream, phase] of Object.entries(breakers())) this.set({ upstream }, phase === 'open' ? 1 : 0);
    },
  });
  new Gauge({
    name: 'llm_cold_start_demand',
    help: 'Requests that wait for a release which sleeps; 1 where one met it asleep in the last minute and went elsewhere.',
    labelNames: ['release'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [release, waiting] of Object.entries(coldStarts())) this.set({ release }, waiting);
    },
  });
}
