import type { ModelRoute, RouteCandidate } from '../../../lambda/router/contract/routes.ts';
import type { PlatformData } from '../schema/platform.ts';
import { microDollarsOf } from './prices.ts';

export type RouteData = NonNullable<PlatformData['routes']>[string];

/** A route as an object. */
export type FullRoute = Exclude<RouteData, readonly unknown[]>;

/** Whichever way it is written. */
export const fullRoute = (route: RouteData): FullRoute => (Array.isArray(route) ? { candidates: route } : route);

/** A route with every default filled in. */
export function resolveRoute(written: RouteData): ModelRoute {
  const { candidates, strategy, splitBy, defaultAnswer } = fullRoute(written);
  const weighted = candidates.some(({ weight }) => weight !== undefined);
  return {
    strategy: strategy ?? (weighted ? 'weighted' : 'priority'),
    splitBy: splitBy ?? 'request',
    candidates: candidates.map(resolveCandidate),
    ...(defaultAnswer !== undefined && { defaultAnswer }),
  };
}

/** Undefined members were never written: zod leaves out what is not there. */
function resolveCandidate(candidate: FullRoute['candidates'][number]): RouteCandidate {
  const { maxDollars, ...when } = candidate.when ?? {};
  if (maxDollars === undefined) return candidate as RouteCandidate;
  return { ...candidate, when: { ...when, maxMicroDollars: microDollarsOf(maxDollars) } } as RouteCandidate;
}
