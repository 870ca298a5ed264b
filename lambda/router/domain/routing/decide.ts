import type { ModelRoute, RouteCandidate } from '../../contract/routes.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { isResident, refusalOf } from './conditions.ts';
import { type RoutingFacts, type RoutingSnapshot, stateOf, type UpstreamState } from './facts.ts';
import { inOrder, type Order } from './order.ts';

/** A candidate that is not asked. */
export interface Refused {
  readonly model: string;
  /** In a few words of ASCII, e.g. `context of about 9000 tokens is above 8000`. */
  readonly reason: string;
}

/** Which candidates to ask, and why. */
export interface Decision {
  /** Model names, to be asked one after the other until one answers. */
  readonly order: readonly string[];
  /** Why the first is first. */
  readonly why: string;
  /** As written in the route. */
  readonly refused: readonly Refused[];
  /** False when the tenant's data may not be in this region: then nothing may answer, not even the default answer. */
  readonly resident: boolean;
  /** What the client is told when nobody is left to ask because of what the request asks for. @default - somebody is, or other conditions do not hold */
  readonly mistake?: OpenAiError;
}

/** The client chooses some of the words, e.g. the name of a parameter. */
const MAX_REASON = 100;

/** Depends on its arguments alone: the same route, facts and snapshot give the same decision. */
export function decide(route: ModelRoute, facts: RoutingFacts, snapshot: RoutingSnapshot): Decision {
  const resident = isResident(facts);
  const refusals = new Map<string, string>();
  const mistakes: OpenAiError[] = [];
  for (const candidate of route.candidates) {
    const refusal = resident ? refusalOf(candidate, facts) : `tenant ${facts.tenant} must not be served in ${facts.region}`;
    if (typeof refusal === 'object') mistakes.push(refusal);
    if (refusal !== undefined) refusals.set(candidate.model, typeof refusal === 'object' ? inFewWords(refusal) : refusal);
  }
  const may = route.candidates.filter(({ model }) => !refusals.has(model));
  for (const { model } of may) {
    const reason = whyNotReady(stateOf(snapshot, model));
    if (reason !== undefined) refusals.set(model, reason);
  }
  // Put in order without those that are passed over: their share belongs to all others, and not to the next one.
  const ready = may.filter(({ model }) => !refusals.has(model));
  const { candidates, why } = ready.length > 0 ? inOrder(route, ready, facts, snapshot) : oneOfThem(route, may, facts, snapshot);
  const order = candidates.map(({ model }) => model);
  for (const model of order) refusals.delete(model);
  return Object.freeze({
    order,
    why,
    refused: route.candidates.flatMap(({ model }) => {
      const reason = refusals.get(model);
      return reason === undefined ? [] : [{ model, reason }];
    }),
    resident,
    ...(order.length === 0 && mistakes[0] && { mistake: mistakes[0] }),
  });
}

function whyNotReady({ breaker, restMs }: UpstreamState): string | undefined {
  if (breaker === 'open') return 'circuit breaker is open';
  return restMs === undefined ? undefined : `is left alone for ${Math.ceil(restMs / 1000)} s`;
}

/** Better to ask one that was down a moment ago than nobody; better still one that is up and is left alone. */
function oneOfThem(route: ModelRoute, may: readonly RouteCandidate[], facts: RoutingFacts, snapshot: RoutingSnapshot): Order {
  const up = may.filter(({ model }) => stateOf(snapshot, model).breaker !== 'open');
  const { candidates, why } = inOrder(route, up.length > 0 ? up : may, facts, snapshot);
  if (candidates.length === 0) return { candidates, why };
  const resting = up.length === may.length ? 'all are left alone' : 'no candidate is ready';
  return { candidates: candidates.slice(0, 1), why: up.length === 0 ? 'all circuit breakers are open' : resting };
}

const inFewWords = ({ message }: OpenAiError): string => message.replace(/(; leave (it|them) out)?\.$/, '').slice(0, MAX_REASON);
