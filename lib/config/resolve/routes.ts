import type { ModelRoute, RouteCandidate } from '../../../lambda/router/contract/routes.ts';
import type { PlatformData } from '../schema/platform.ts';
import { microDollarsOf } from './prices.ts';

export type RouteData = NonNullable<PlatformData['routes']>[string];

/** A route as an object. */
export type FullRoute = Exclude<RouteData, readonly unknown[]>;

type TimeData = NonNullable<NonNullable<FullRoute['candidates'][number]['when']>['time']>;
export type WindowData = Exclude<TimeData, readonly unknown[]>;

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

/** Whichever way they are written. */
export const windowsOf = (time: TimeData): readonly WindowData[] => (Array.isArray(time) ? time : [time]);

/** Undefined members were never written: zod leaves out what is not there. */
function resolveCandidate(candidate: FullRoute['candidates'][number]): RouteCandidate {
  if (candidate.when === undefined) return candidate as RouteCandidate;
  const { maxDollars, time, ...when } = candidate.when;
  const resolved = {
    ...when,
    ...(time !== undefined && { time: windowsOf(time) }),
    ...(maxDollars !== undefined && { maxMicroDollars: microDollarsOf(maxDollars) }),
  };
  return { ...candidate, when: resolved } as RouteCandidate;
}
