import { servingProblems } from '../../../services/serving/checks/serving.ts';
import type { Serving } from '../../../services/serving/serving.ts';
import type { Problem } from '../config-error.ts';
import { resolveGpus } from '../resolve/gpus.ts';
import { resolveServing } from '../resolve/serving.ts';
import type { WellFormed } from '../well-formed.ts';
import type { Check } from './check.ts';
import { servedModelProblems } from './served-model.ts';
import { releaseRouteProblems } from './served-routes.ts';
import { configPath } from './serving-path.ts';

/** Served models are whole, have a place in each of their regions, and fit the nodes there. */
export const checkServed: Check = (input) => {
  if (!input.intact('regions')) return [];
  const own = Object.entries(input.data.models ?? {}).flatMap(([name, model]) =>
    input.intact('models', name) ? servedModelProblems(input, name, model) : [],
  );
  const shares = releaseRouteProblems(input);
  // Sums over a region mean nothing while one of its models is wrong by itself.
  if (own.length > 0 || !input.intact('models')) return [...own, ...shares];
  const placed = Object.keys(input.data.regions ?? {}).flatMap((region) => regionProblems(input, region));
  return [...shares, ...alike(placed)];
};

function regionProblems({ data }: WellFormed, name: string): Problem[] {
  const region = data.regions?.[name];
  const gpus = region && resolveGpus(data, name, region);
  if (gpus === undefined) return [];
  const serving: Serving = resolveServing(data, name, gpus);
  // An unknown type is told by itself.
  if (serving.nodeGroups.length < Object.keys(gpus.nodeGroups).length) return [];
  return servingProblems(serving).map(({ path, message }) => ({ path: configPath(path, serving), message }));
}

/** What is wrong in several regions alike is said once. */
const alike = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((each) => [`${each.path}: ${each.message}`, each])).values(),
];
