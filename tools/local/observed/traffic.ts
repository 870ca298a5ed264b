import { isChat, isModelRequest, latencyMs, timeToFirstTokenMs } from '../../../lambda/router/domain/telemetry/durations.ts';
import { lastOf, type Observation } from '../../../lambda/router/domain/telemetry/observation.ts';
import { type RequestOutcome, requestOutcome } from '../../../lambda/router/domain/telemetry/request-outcome.ts';
import type { Begun } from '../../../lambda/router/domain/telemetry/telemetry.ts';

/** A finished request as the page shows it. */
export interface TrafficRow {
  /** Rises by one with every row. */
  readonly number: number;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly tenant?: string;
  readonly endpoint?: string;
  readonly model?: string;
  /** What answered, or was asked last. */
  readonly answeredBy?: string;
  readonly why?: string;
  readonly status?: number;
  readonly outcome: RequestOutcome;
  readonly stream: boolean;
  readonly latencyMs: number;
  readonly firstTokenMs?: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costMicroDollars?: number;
  readonly cache?: string;
  /** What came of the request's and the answer's texts. */
  readonly moderation?: string;
  /** Outcomes of all attempts, in order. */
  readonly outcomes: readonly string[];
}

/** What has come in since the platform started. */
export interface TrafficTotals {
  readonly requests: number;
  /** With a status of 500 and above, or an answer that broke off; models that sleep are no failure. */
  readonly failed: number;
  readonly inFlight: number;
  readonly conversations: number;
  /** By what the cache had. */
  readonly cache: Readonly<Record<string, number>>;
  /** By what came of their texts. */
  readonly moderation: Readonly<Record<string, number>>;
  /** By alias and candidate: how often it was asked. */
  readonly attempts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const KEPT = 200;

interface Numbered {
  readonly number: number;
  readonly observation: Observation;
}

/** The last requests to models, and how many there are now. Bounded. */
export class Traffic {
  /** As rows only when somebody looks. */
  #finished: Numbered[] = [];
  #requests = 0;
  #failed = 0;
  readonly #running = new Map<string, Begun>();
  readonly #cache = new Map<string, number>();
  readonly #moderation = new Map<string, number>();
  readonly #attempts = new Map<string, Map<string, number>>();

  started(begun: Begun): void {
    if (isModelRequest(begun)) this.#running.set(begun.requestId, begun);
  }

  finished(observation: Observation): void {
    if (!isModelRequest(observation)) return;
    this.#running.delete(observation.requestId);
    this.#requests += 1;
    const { cache, route, attempts, moderation } = observation;
    if (requestOutcome(observation) === 'failed') this.#failed += 1;
    if (cache !== undefined) this.#cache.set(cache, (this.#cache.get(cache) ?? 0) + 1);
    if (moderation) this.#moderation.set(moderation.action, (this.#moderation.get(moderation.action) ?? 0) + 1);
    if (route !== undefined) for (const { model } of forAnswer(attempts)) this.#count(route.alias, model);
    this.#finished.push({ number: this.#requests, observation });
    // Cut back now and then, not with every request.
    if (this.#finished.length >= 2 * KEPT) this.#finished = this.#finished.slice(-KEPT);
  }

  /** The newest rows after a number, oldest first. */
  rowsAfter(number: number): readonly TrafficRow[] {
    return this.#finished.slice(-KEPT).flatMap((each) => (each.number > number ? [rowOf(each)] : []));
  }

  get totals(): TrafficTotals {
    return {
      requests: this.#requests,
      failed: this.#failed,
      inFlight: this.#running.size,
      conversations: [...this.#running.values()].filter(isChat).length,
      cache: Object.fromEntries(this.#cache),
      moderation: Object.fromEntries(this.#moderation),
      attempts: Object.fromEntries([...this.#attempts].map(([alias, models]) => [alias, Object.fromEntries(models)])),
    };
  }

  /** Both are configured: there are few. */
  #count(alias: string, model: string): void {
    const models = this.#attempts.get(alias) ?? new Map<string, number>();
    models.set(model, (models.get(model) ?? 0) + 1);
    this.#attempts.set(alias, models);
  }
}

function rowOf({ number, observation }: Numbered): TrafficRow {
  const { requestId, startedAt: at, tenant, endpoint, model, route, status, stream, attempts, cache } = observation;
  const { inputTokens, outputTokens, costMicroDollars, moderation } = observation;
  const firstTokenMs = timeToFirstTokenMs(observation);
  const answeredBy = route?.candidate ?? lastOf(attempts)?.model;
  return {
    ...{ number, requestId, at },
    ...(tenant !== undefined && { tenant }),
    ...(endpoint !== undefined && { endpoint }),
    ...(model !== undefined && { model }),
    ...(answeredBy !== undefined && { answeredBy }),
    ...(route && { why: route.why }),
    ...(status !== undefined && { status }),
    outcome: requestOutcome(observation),
    stream,
    latencyMs: latencyMs(observation),
    ...(firstTokenMs !== undefined && { firstTokenMs }),
    inputTokens,
    outputTokens,
    ...(costMicroDollars !== undefined && { costMicroDollars }),
    ...(cache !== undefined && { cache }),
    ...(moderation && { moderation: moderation.action }),
    outcomes: forAnswer(attempts).map(({ outcome }) => outcome),
  };
}

/** Second opinions are no tries at an answer. */
const forAnswer = (attempts: Observation['attempts']) => attempts.filter(({ aside }) => !aside);
