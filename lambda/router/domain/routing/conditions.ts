import type { Bounds, CandidateConditions, RouteCandidate, TimeWindow } from '../../contract/routes.ts';
import type { ModelTarget } from '../../contract/targets.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import { dollarsText } from '../prices/dollars-text.ts';
import { expectedCost, type RoutingFacts } from './facts.ts';
import { isWithin } from './time-window.ts';

/** Why a candidate is not asked, in a few words or as the 400 of what it cannot be asked for; undefined when it may be. */
export function refusalOf({ model, when = {} }: RouteCandidate, facts: RoutingFacts): string | OpenAiError | undefined {
  const target = Object.hasOwn(facts.models, model) ? facts.models[model] : undefined;
  if (target === undefined) return `not served in ${facts.region}`;
  const fits = facts.operation === 'embeddings' ? doesEmbed(target) : target.kind !== 'hashing-embedder';
  if (!fits) return `of kind ${target.kind}, which does not answer ${facts.operation}`;
  return conditionMissed(when, facts) ?? tooDear(when, model, facts) ?? facts.cannotTake?.(target, model, facts.region);
}

export const doesEmbed = (target: ModelTarget): boolean =>
  target.kind === 'hashing-embedder' || target.kind === 'openai' || (target.kind === 'triton' && target.embeddings !== undefined);

/** Whether the tenant's data may be here at all. */
export const isResident = ({ residency, region }: RoutingFacts): boolean => residency?.includes(region) ?? true;

function conditionMissed(when: CandidateConditions, facts: RoutingFacts): string | undefined {
  const { tenants, regions, time, contextTokens, complexity, stream } = when;
  if (tenants && !tenants.includes(facts.tenant)) return `not for tenant ${facts.tenant}`;
  if (regions && !regions.includes(facts.region)) return `not in ${facts.region}`;
  if (time && !time.some((window) => isWithin(window, facts.at)))
    return `not at this time, but ${time.map(inWords).join(' or ')}`;
  if (stream !== undefined && stream !== facts.stream) return stream ? 'for streams only' : 'for whole answers only';
  return (
    outOfBounds('context of about', contextTokens, facts.contextTokens, ' tokens') ??
    outOfBounds('complexity', complexity, facts.complexity)
  );
}

const inWords = ({ days, hours, zone = 'UTC' }: TimeWindow): string =>
  [days?.join(' '), hours, zone].filter((part) => part !== undefined).join(' ');

function tooDear({ maxMicroDollars }: CandidateConditions, model: string, facts: RoutingFacts): string | undefined {
  if (maxMicroDollars === undefined) return undefined;
  const cost = expectedCost(facts, model);
  if (cost === undefined) return 'price not known';
  return cost > maxMicroDollars ? `cost of about ${dollarsText(cost)} is above ${dollarsText(maxMicroDollars)}` : undefined;
}

function outOfBounds(what: string, { min, max }: Bounds = {}, value: number, unit = ''): string | undefined {
  if (min !== undefined && value < min) return `${what} ${value}${unit} is below ${min}`;
  if (max !== undefined && value > max) return `${what} ${value}${unit} is above ${max}`;
  return undefined;
}
