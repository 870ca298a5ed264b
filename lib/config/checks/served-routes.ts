import type { Problem } from '../config-error.ts';
import { fullRoute } from '../resolve/routes.ts';
import type { PlatformData } from '../schema/platform.ts';
import type { WellFormed } from '../well-formed.ts';
import { problem } from './check.ts';

/** Strategies that know no shares, by which the requests of a model could be split over its releases. */
export function releaseRouteProblems({ data }: WellFormed): Problem[] {
  return Object.entries(data.routes ?? {}).flatMap(([alias, written]) => {
    const { strategy = 'priority', candidates } = fullRoute(written);
    if (strategy === 'priority' || strategy === 'weighted') return [];
    return candidates
      .filter(({ model }) => hasReleases(data, model))
      .map(({ model }) =>
        problem(
          ['routes', alias, 'strategy'],
          strategy,
          `knows no shares, and ${model} has several releases; use weighted or priority, or keep one release`,
        ),
      );
  });
}

/** Whether requests for a model are split over several releases. */
export function hasReleases({ models = {} }: Partial<PlatformData>, name: string): boolean {
  const { served, adapter } = models[name] ?? {};
  return ((served ?? models[adapter?.of ?? '']?.served)?.releases.length ?? 1) > 1;
}
