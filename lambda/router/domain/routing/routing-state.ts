import type { ModelTarget } from '../../contract/targets.ts';
import { type Breaker, CLOSED, phaseOf, step } from '../resilience/breaker.ts';
import type { RoutingSnapshot, UpstreamState } from './facts.ts';

/** How a call went, seen from its upstream. */
export interface CallEnd {
  readonly kind: 'success' | 'failure' | 'abandoned';
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly at: number;
  /** To the first byte. @default - there was none */
  readonly latencyMs?: number;
}

/** What the requests of a router learn from each other about upstreams. */
export interface RoutingState {
  /** What is known now of the upstreams of these models; counts as one request of the route. */
  snapshot(alias: string, models: Readonly<Record<string, ModelTarget>>, now: number): RoutingSnapshot;
  started(upstream: string, at: number): void;
  ended(upstream: string, end: CallEnd): void;
}

/** An upstream is a server and what it calls the model. Names that lead to the same one share its breaker and its numbers. */
export function upstreamOf(name: string, target: ModelTarget): string {
  if ('baseUrl' in target) return `${target.kind} ${target.baseUrl} ${target.model ?? name}`;
  return 'modelId' in target ? `${target.kind} ${target.region ?? ''} ${target.modelId}` : `${target.kind} ${name}`;
}

interface Upstream {
  readonly breaker: Breaker;
  readonly inFlight: number;
  readonly latency?: { readonly ms: number; readonly at: number };
}

const UNUSED: Upstream = { breaker: CLOSED, inFlight: 0 };

/** How much the newest measurement counts. */
const NEWEST = 0.2;

/** A measurement that is older says nothing: a slow upstream may have recovered, and is asked once more. */
const LATENCY_FRESH_MS = 60_000;

/** The state in the memory of one process. Bounded by the configuration: one entry an alias and one an upstream. */
export class InProcessRoutingState implements RoutingState {
  readonly #upstreams = new Map<string, Upstream>();
  readonly #turns = new Map<string, number>();

  snapshot(alias: string, models: Readonly<Record<string, ModelTarget>>, now: number): RoutingSnapshot {
    const turn = this.#turns.get(alias) ?? 0;
    this.#turns.set(alias, (turn + 1) % Number.MAX_SAFE_INTEGER);
    const upstreams = Object.entries(models).map(([name, target]) => [name, this.#stateOf(upstreamOf(name, target), now)]);
    return Object.freeze({ turn, upstreams: Object.freeze(Object.fromEntries(upstreams)) });
  }

  started(name: string, at: number): void {
    const upstream = this.#of(name);
    const breaker = step(upstream.breaker, { kind: 'start', at });
    this.#upstreams.set(name, { ...upstream, breaker, inFlight: upstream.inFlight + 1 });
  }

  ended(name: string, { kind, startedAt, at, latencyMs }: CallEnd): void {
    const { breaker, inFlight, latency } = this.#of(name);
    const measured = latencyMs === undefined ? latency : { ms: average(latency?.ms, latencyMs), at };
    this.#upstreams.set(name, {
      breaker: step(breaker, { kind, startedAt, at }),
      inFlight: Math.max(0, inFlight - 1),
      ...(measured && { latency: measured }),
    });
  }

  #of(name: string): Upstream {
    return this.#upstreams.get(name) ?? UNUSED;
  }

  #stateOf(name: string, now: number): UpstreamState {
    const { breaker, inFlight, latency } = this.#of(name);
    const fresh = latency !== undefined && now - latency.at <= LATENCY_FRESH_MS;
    return Object.freeze({ breaker: phaseOf(breaker, now), inFlight, ...(fresh && { latencyMs: latency.ms }) });
  }
}

const average = (before: number | undefined, ms: number): number => (before === undefined ? ms : before + NEWEST * (ms - before));
