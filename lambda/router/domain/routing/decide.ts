import type { ModelRoute } from '../../contract/routes.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { isResident, refusalOf } from './conditions.ts';
import { type RoutingFacts, type RoutingSnapshot, stateOf } from './facts.ts';
import { inOrder } from './order.ts';

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
  const ordered = inOrder(route, may, facts, snapshot);
  const models = ordered.candidates.map(({ model }) => model);
  const healthy = models.filter((model) => stateOf(snapshot, model).breaker !== 'open');
  // Better to ask one that was down a moment ago than nobody.
  const order = healthy.length > 0 ? healthy : models.slice(0, 1);
  for (const model of models) if (!order.includes(model)) refusals.set(model, 'circuit breaker is open');
  return Object.freeze({
    order,
    why: healthy.length === 0 && order.length > 0 ? 'all circuit breakers are open' : ordered.why,
    refused: route.candidates.flatMap(({ model }) => {
      const reason = refusals.get(model);
      return reason === undefined ? [] : [{ model, reason }];
    }),
    resident,
    ...(order.length === 0 && mistakes[0] && { mistake: mistakes[0] }),
  });
}

const inFewWords = ({ message }: OpenAiError): string => message.replace(/(; leave (it|them) out)?\.$/, '').slice(0, MAX_REASON);
