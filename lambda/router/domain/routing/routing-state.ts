import type { ModelTarget } from '../../contract/targets.ts';
import { type Breaker, type BreakerEvent, CLOSED, phaseOf, step, waitMs } from '../resilience/breaker.ts';
import type { BreakerSharing } from '../resilience/breaker-sharing.ts';
import { earned, FULL, type RetryBudget, spent } from '../resilience/retry-budget.ts';
import { adopted, newsOf } from '../resilience/shared-breakers.ts';
import type { RoutingSnapshot, UpstreamState } from './facts.ts';
import { isFresh, type Latency, measured } from './latency.ts';

/** The first byte of a stream, seen from its upstream. */
export interface CallAnswered {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly at: number;
  /** To the first byte of a stream, or to the end of a whole answer. @default - not known, or told before */
  readonly latencyMs?: number;
}

/** How a call went, seen from its upstream. */
export interface CallEnd extends CallAnswered {
  readonly kind: 'success' | 'failure' | 'abandoned';
  readonly stream: boolean;
  /** Milliseconds for which routes leave the upstream alone. @default - they do not */
  readonly restMs?: number;
  /** Stands for the request, where a failure may be its own fault. @default - it is the upstream's */
  readonly about?: number;
}

/** What the requests of a router learn from each other about upstreams. */
export interface RoutingState {
  /** What is known now of the upstreams of these models; counts as one request of the route. */
  snapshot(alias: string, models: Readonly<Record<string, ModelTarget>>, now: number): RoutingSnapshot;
  started(upstream: string, at: number, stream: boolean): void;
  /** The client has been sent the first byte of a stream. `ended` follows. */
  answered(upstream: string, answered: CallAnswered): void;
  ended(upstream: string, end: CallEnd): void;
  /** Milliseconds until an upstream's breaker lets a call pass; 0 when it does now. */
  waitMs(upstream: string, now: number): number;
  /** Whether there is budget for one more retry; takes it. */
  takeRetry(upstream: string, now: number): boolean;
}

/** An upstream is a server and what it calls the model. Names that lead to the same one share its breaker and its numbers. */
export function upstreamOf(name: string, target: ModelTarget): string {
  if ('baseUrl' in target) return `${target.kind} ${target.baseUrl} ${target.model ?? name}`;
  return 'modelId' in target ? `${target.kind} ${target.region ?? ''} ${target.modelId}` : `${target.kind} ${name}`;
}

interface Upstream {
  breaker: Breaker;
  /** When the breaker last opened or closed, epoch milliseconds. */
  changedAt: number;
  inFlight: number;
  /** Of those in flight. */
  streaming: number;
  budget: RetryBudget;
  firstByte?: Latency;
  wholeAnswer?: Latency;
  /** Epoch milliseconds. */
  restsUntil: number;
}

/** The state in the memory of one process. Bounded by the configuration: one entry an alias and one an upstream. */
export class InProcessRoutingState implements RoutingState {
  readonly #upstreams = new Map<string, Upstream>();
  readonly #turns = new Map<string, number>();
  readonly #sharing: BreakerSharing | undefined;

  /** @param sharing with other routers. @default - breakers are this router's own */
  constructor(sharing?: BreakerSharing) {
    this.#sharing = sharing;
  }

  snapshot(alias: string, models: Readonly<Record<string, ModelTarget>>, now: number): RoutingSnapshot {
    const turn = this.#turns.get(alias) ?? 0;
    this.#turns.set(alias, (turn + 1) % Number.MAX_SAFE_INTEGER);
    const upstreams = Object.entries(models).map(([name, target]) => [name, this.#stateOf(upstreamOf(name, target), now)]);
    this.#listen();
    return Object.freeze({ turn, upstreams: Object.freeze(Object.fromEntries(upstreams)) });
  }

  started(name: string, at: number, stream: boolean): void {
    const upstream = this.#of(name);
    upstream.breaker = step(upstream.breaker, { kind: 'start', at });
    upstream.budget = earned(upstream.budget, at);
    upstream.inFlight += 1;
    if (stream) upstream.streaming += 1;
  }

  answered(name: string, { startedAt, at, latencyMs }: CallAnswered): void {
    const upstream = this.#of(name);
    this.#step(name, upstream, { kind: 'answered', startedAt, at });
    if (latencyMs !== undefined) upstream.firstByte = measured(upstream.firstByte, latencyMs, at);
  }

  ended(name: string, { kind, startedAt, at, stream, latencyMs, about, restMs }: CallEnd): void {
    const upstream = this.#of(name);
    this.#step(name, upstream, { kind, startedAt, at, ...(about !== undefined && { about }) });
    upstream.inFlight = Math.max(0, upstream.inFlight - 1);
    if (stream) upstream.streaming = Math.max(0, upstream.streaming - 1);
    if (restMs !== undefined) upstream.restsUntil = at + restMs;
    if (latencyMs === undefined) return;
    if (stream) upstream.firstByte = measured(upstream.firstByte, latencyMs, at);
    else upstream.wholeAnswer = measured(upstream.wholeAnswer, latencyMs, at);
  }

  waitMs(name: string, now: number): number {
    const { breaker } = this.#of(name);
    this.#listen();
    return waitMs(breaker, now);
  }

  takeRetry(name: string, now: number): boolean {
    const upstream = this.#of(name);
    const left = spent(upstream.budget, now);
    if (left !== undefined) upstream.budget = left;
    return left !== undefined;
  }

  #step(name: string, upstream: Upstream, event: BreakerEvent): void {
    const { breaker } = upstream;
    upstream.breaker = step(breaker, event);
    const news = newsOf(breaker, upstream.breaker);
    if (news === undefined) return;
    upstream.changedAt = event.at;
    this.#sharing?.publish(name, news);
  }

  #listen(): void {
    this.#sharing?.listen(
      () => [...this.#upstreams.keys()],
      (name, word, now) => {
        const upstream = this.#of(name);
        const breaker = adopted(upstream.breaker, upstream.changedAt, word, now);
        if (breaker === upstream.breaker) return;
        upstream.breaker = breaker;
        upstream.changedAt = now - word.ageMs;
      },
    );
  }

  #of(name: string): Upstream {
    const known = this.#upstreams.get(name);
    if (known !== undefined) return known;
    const upstream: Upstream = {
      ...{ breaker: CLOSED, changedAt: Number.NEGATIVE_INFINITY, budget: FULL },
      ...{ inFlight: 0, streaming: 0, restsUntil: Number.NEGATIVE_INFINITY },
    };
    this.#upstreams.set(name, upstream);
    return upstream;
  }

  #stateOf(name: string, now: number): UpstreamState {
    const { breaker, inFlight, streaming, firstByte, wholeAnswer, restsUntil } = this.#of(name);
    return Object.freeze({
      ...{ breaker: phaseOf(breaker, now), inFlight, streaming },
      ...(isFresh(firstByte, now) && { firstByteMs: firstByte.ms }),
      ...(isFresh(wholeAnswer, now) && { wholeAnswerMs: wholeAnswer.ms }),
      ...(restsUntil > now && { restMs: restsUntil - now }),
    });
  }
}
