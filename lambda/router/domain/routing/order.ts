import type { ModelRoute, RouteCandidate } from '../../contract/routes.ts';
import { expectedCost, type RoutingFacts, type RoutingSnapshot, stateOf, type UpstreamState } from './facts.ts';
import { unitHash } from './unit-hash.ts';

/** Candidates in the order in which they are asked, and why the first is first. */
export interface Order {
  readonly candidates: readonly RouteCandidate[];
  readonly why: string;
}

/** Puts candidates that may be asked in the order of the route's strategy. */
export function inOrder(
  route: ModelRoute,
  may: readonly RouteCandidate[],
  facts: RoutingFacts,
  snapshot: RoutingSnapshot,
): Order {
  switch (route.strategy) {
    case 'priority':
      return { candidates: may, why: 'priority' };
    case 'weighted':
      return { candidates: byWeight(route, may, facts), why: `weighted by ${route.splitBy}` };
    case 'round-robin': {
      const first = may.length === 0 ? 0 : snapshot.turn % may.length;
      return { candidates: [...may.slice(first), ...may.slice(0, first)], why: 'round-robin' };
    }
    case 'least-in-flight':
      return { candidates: ascending(may, ({ model }) => stateOf(snapshot, model).inFlight), why: 'least in flight' };
    case 'lowest-latency':
      return {
        candidates: ascending(may, ({ model }) => expectedLatency(stateOf(snapshot, model), facts.stream)),
        why: 'lowest latency',
      };
    case 'lowest-cost':
      return {
        candidates: ascending(may, ({ model }) => expectedCost(facts, model) ?? Number.POSITIVE_INFINITY),
        why: 'lowest cost',
      };
  }
}

/**
 * Weighted rendezvous hashing: each candidate is first as often as its share says, the same seed gives the same order, and a changed
 * weight moves only as many callers as it must. Candidates without a weight come last, as written.
 */
function byWeight({ splitBy }: ModelRoute, may: readonly RouteCandidate[], facts: RoutingFacts): readonly RouteCandidate[] {
  const seed = splitBy === 'principal' ? `${facts.tenant}/${facts.principal}` : facts.requestId;
  return ascending(may, ({ model, weight = 0 }) =>
    weight > 0 ? -Math.log(1 - unitHash(`${facts.alias}/${seed}/${model}`)) / weight : Number.POSITIVE_INFINITY,
  );
}

/** One that has not been measured of late is asked once, and waits its turn while that call is open. A whole answer takes longer than a first byte. */
function expectedLatency({ inFlight, streaming, firstByteMs, wholeAnswerMs }: UpstreamState, stream: boolean): number {
  const [measured, open] = stream ? [firstByteMs, streaming] : [wholeAnswerMs, inFlight - streaming];
  return measured ?? (open === 0 ? 0 : Number.POSITIVE_INFINITY);
}

function ascending(list: readonly RouteCandidate[], key: (candidate: RouteCandidate) => number): readonly RouteCandidate[] {
  return list
    .map((candidate) => ({ candidate, rank: key(candidate) }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank < b.rank ? -1 : 1))
    .map(({ candidate }) => candidate);
}
