import type { ModelTarget } from '../../contract/targets.ts';
import { type Breaker, CLOSED, phaseOf, step, waitMs } from '../resilience/breaker.ts';
import type { BreakerSharing } from '../resilience/breaker-sharing.ts';
import { earned, FULL, type RetryBudget, spent } from '../resilience/retry-budget.ts';
import { adopted, newsOf } from '../resilience/shared-breakers.ts';
import type { RoutingSnapshot, UpstreamState } from './facts.ts';

/** How a call went, seen from its upstream. */
export interface CallEnd {
  readonly kind: 'success' | 'failure' | 'abandoned';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly at: number;
  /** To the first byte. @default - there was none */
  readonly latencyMs?: number;
  /** Stands for the request, where a failure may be its own fault. @default - it is the upstream's */
  readonly about?: number;
}

/** What the requests of a router learn from each other about upstreams. */
export interface RoutingState {
  /** What is known now of the upstreams of these models; counts as one request of the route. */
  snapshot(alias: string, models: Readonly<Record<string, ModelTarget>>, now: number): RoutingSnapshot;
  started(upstream: string, at: number): void;
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
  budget: RetryBudget;
  latency?: { readonly ms: number; readonly at: number };
}

/** How much the newest measurement counts. */
const NEWEST = 0.2;

/** A measurement that is older says nothing: a slow upstream may have recovered, and is asked once more. */
const LATENCY_FRESH_MS = 60_000;

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

  started(name: string, at: number): void {
    const upstream = this.#of(name);
    upstream.breaker = step(upstream.breaker, { kind: 'start', at });
    upstream.budget = earned(upstream.budget, at);
    upstream.inFlight += 1;
  }

  ended(name: string, { kind, startedAt, at, latencyMs, about }: CallEnd): void {
    const upstream = this.#of(name);
    const { breaker } = upstream;
    upstream.breaker = step(breaker, { kind, startedAt, at, ...(about !== undefined && { about }) });
    const news = newsOf(breaker, upstream.breaker);
    if (news !== undefined) {
      upstream.changedAt = at;
      this.#sharing?.publish(name, news);
    }
    upstream.inFlight = Math.max(0, upstream.inFlight - 1);
    if (latencyMs !== undefined) upstream.latency = { ms: average(upstream.latency?.ms, latencyMs), at };
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
    const upstream: Upstream = { breaker: CLOSED, changedAt: Number.NEGATIVE_INFINITY, inFlight: 0, budget: FULL };
    this.#upstreams.set(name, upstream);
    return upstream;
  }

  #stateOf(name: string, now: number): UpstreamState {
    const { breaker, inFlight, latency } = this.#of(name);
    const fresh = latency !== undefined && now - latency.at <= LATENCY_FRESH_MS;
    return Object.freeze({ breaker: phaseOf(breaker, now), inFlight, ...(fresh && { latencyMs: latency.ms }) });
  }
}

const average = (before: number | undefined, ms: number): number => (before === undefined ? ms : before + NEWEST * (ms - before));
