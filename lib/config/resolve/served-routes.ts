import type { ModelRoute, RouteCandidate } from '../../../lambda/router/contract/routes.ts';
import type { RoutedRelease } from './served-targets.ts';

/** Releases by the name of their model; those with several alone. */
export type SplitModels = ReadonlyMap<string, readonly RoutedRelease[]>;

/** The route that stands for a model with several releases. */
export const releaseRoute = (releases: readonly RoutedRelease[]): ModelRoute => ({
  strategy: 'weighted',
  splitBy: 'request',
  candidates: withWeights({ model: '' }, releases, 1),
});

/**
 * A route that asks releases in place of the models that have several. Weights are multiplied; a model that is asked first, whoever asks, is
 * split by its releases' shares; behind others, its stable release is asked before the next one.
 */
export function withReleases(route: ModelRoute, split: SplitModels): ModelRoute {
  if (!route.candidates.some(({ model }) => split.has(model))) return route;
  const first = route.strategy === 'priority' && split.has(route.candidates[0]?.model ?? '');
  const candidates = route.candidates.flatMap((candidate, at) => {
    const releases = split.get(candidate.model);
    const weight = first && at === 0 ? 1 : candidate.weight;
    if (releases === undefined) return weight === undefined ? [candidate] : [{ ...candidate, weight: weight * 100 }];
    return weight === undefined
      ? asked(releases).map(({ model }) => ({ ...candidate, model }))
      : withWeights(candidate, releases, weight);
  });
  return { ...route, ...(first && { strategy: 'weighted' }), candidates };
}

const withWeights = (candidate: RouteCandidate, releases: readonly RoutedRelease[], weight: number): RouteCandidate[] =>
  asked(releases).map(({ model, percent }) => ({ ...candidate, model, weight: weight * percent }));

/** A release without a share is asked by its own name alone. */
const asked = (releases: readonly RoutedRelease[]) => releases.filter(({ percent }) => percent > 0);
