import { gpusPerReplica } from '../engine/engine.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes, Serving } from '../serving.ts';
import { counted, type PlacedModel, placedModels, type ServingProblem } from './problem.ts';

/** Replicas that a release can have at the most, its schedule included. */
export function mostReplicas({ scaling }: ModelRelease): number {
  return scaling.kind === 'fixed' ? scaling.replicas : scaling.maxReplicas;
}

/** GPUs of a node group that no replica takes when every release is at its largest. */
export function spareGpus(serving: Serving, nodes: GpuNodes): number {
  const taken = serving.models
    .filter(({ gpus }) => gpus.nodeGroup === nodes.name)
    .reduce((sum, model) => sum + mostGpus(model), 0);
  return nodes.gpus * nodes.maxNodes - taken;
}

const mostGpus = (model: ServedModel): number =>
  gpusPerReplica(model) * model.releases.reduce((sum, release) => sum + mostReplicas(release), 0);

/** Whether the node groups have GPUs for every release at its largest, and for one replica more where a rollout wants it. */
export function nodeCapacityProblems(serving: Serving): readonly ServingProblem[] {
  const placed = placedModels(serving);
  return serving.nodeGroups.flatMap((nodes) => {
    const here = placed.filter((each) => each.nodes === nodes);
    const spare = spareGpus(serving, nodes);
    return spare < 0 ? [overbooked(nodes, here, spare)] : here.flatMap((each) => surgeProblems(each, spare));
  });
}

function overbooked(
  { name, gpus, maxNodes, instanceType }: GpuNodes,
  here: readonly PlacedModel[],
  spare: number,
): ServingProblem {
  const taken = here.map(({ model }) => `${model.name} ${mostGpus(model)}`).join(', ');
  return {
    path: `nodeGroups.${name}`,
    message: `has ${counted(maxNodes, 'node')} of ${instanceType} with ${gpus * maxNodes} GPUs, and its models take ${gpus * maxNodes - spare} at their largest (${taken}); allow ${counted(Math.ceil(-spare / gpus), 'node')} more, or fewer replicas`,
  };
}

function surgeProblems({ model, nodes, path }: PlacedModel, spare: number): readonly ServingProblem[] {
  const wanted = gpusPerReplica(model);
  if (model.rollout !== 'surge' || spare >= wanted) return [];
  return [
    {
      path: `${path}.rollout`,
      message: `is surge, for which ${counted(wanted, 'GPU')} must be spare, and ${nodes.name} has ${spare}; allow a node more, or use in-place, with which one replica is missing while it is replaced`,
    },
  ];
}
