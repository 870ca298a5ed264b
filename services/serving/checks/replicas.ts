import { loadSignalProblem } from '../scaling/signal.ts';
import type { ModelRelease, Scaling, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { pathOf, type ServingProblem } from './problem.ts';

/** Numbers of replicas that no scaler takes, or that contradict each other. */
export function replicaProblems({ models, routers }: Serving): readonly ServingProblem[] {
  const counted = routers.metricsNamespace !== undefined || routers.inCluster === true;
  return models.flatMap((model) =>
    model.releases.flatMap((release, at) => {
      const path = `${pathOf(model)}.releases[${at}]`;
      return [
        ...scalingProblems(release.scaling, `${path}.scaling`),
        ...sleeping(release, `${path}.scaling.minReplicas`, model.releases, counted),
        ...signalProblems(model, release, `${path}.scaling`),
      ];
    }),
  );
}

function signalProblems(model: ServedModel, { scaling }: ModelRelease, path: string): readonly ServingProblem[] {
  const message = scaling.kind === 'load' ? loadSignalProblem(model) : undefined;
  return message === undefined ? [] : [{ path, message }];
}

const isWhole = (value: number, least: number) => Number.isInteger(value) && value >= least;

function scalingProblems(scaling: Scaling, path: string): readonly ServingProblem[] {
  if (scaling.kind === 'fixed') {
    return isWhole(scaling.replicas, 1) ? [] : [{ path: `${path}.replicas`, message: `is ${scaling.replicas}; use 1 or more` }];
  }
  const { minReplicas, maxReplicas } = scaling;
  const least = scaling.kind === 'load' ? 0 : 1;
  const found: ServingProblem[] = [];
  if (!isWhole(minReplicas, least)) {
    const why = least === 1 ? ': without pods there is no CPU use to go by; scale to zero by load' : '';
    found.push({ path: `${path}.minReplicas`, message: `is ${minReplicas}; use a whole number from ${least}${why}` });
  }
  if (!isWhole(maxReplicas, Math.max(1, minReplicas))) {
    found.push({
      path: `${path}.maxReplicas`,
      message: `is ${maxReplicas}; use a whole number from ${Math.max(1, minReplicas)}`,
    });
  }
  if (scaling.kind === 'cpu' && !(scaling.targetPercent > 0 && scaling.targetPercent <= 100)) {
    found.push({ path: `${path}.targetPercent`, message: `is ${scaling.targetPercent}; use 1 to 100, e.g. 70` });
  }
  if (scaling.kind === 'load') {
    if (!(scaling.targetPerReplica > 0)) {
      found.push({ path: `${path}.targetPerReplica`, message: `is ${scaling.targetPerReplica}; use a number above 0` });
    }
    for (const [at, { replicas }] of scaling.schedule.entries()) {
      if (isWhole(replicas, 1) && replicas <= maxReplicas) continue;
      found.push({
        path: `${path}.schedule[${at}].replicas`,
        message: `is ${replicas}, and maxReplicas is ${maxReplicas}; use 1 to ${maxReplicas}`,
      });
    }
  }
  return found;
}

/** The router counts requests by model, so beside another release nothing tells for which one a request came. */
function sleeping(
  { scaling, name }: ModelRelease,
  path: string,
  releases: readonly ModelRelease[],
  counted: boolean,
): readonly ServingProblem[] {
  if (scaling.kind !== 'load' || scaling.minReplicas !== 0) return [];
  if (!counted) {
    const message = 'is 0, and nobody tells when a request comes; use 1, or give routers a metricsNamespace, or inCluster';
    return [{ path, message }];
  }
  if (releases.length === 1) return [];
  return [{ path, message: `is 0, and ${name} is one of ${releases.length} releases; use 1 while there are several` }];
}
