import type { Serving } from '../serving.ts';
import { mostReplicas } from './node-capacity.ts';
import { counted, type PlacedModel, placedModels, type ServingProblem } from './problem.ts';

/**
 * Whether replicas over several nodes find them in one zone, which EFA does not leave. The scheduler places one pod after the other: the first of a
 * replica may take the last node of a zone, and the others then wait for ever beside free nodes of another.
 */
export function zoneProblems(serving: Serving): readonly ServingProblem[] {
  const placed = placedModels(serving);
  return placed.flatMap((each) => {
    const zones = Object.entries(each.nodes.nodesByZone ?? {});
    if (each.model.gpus.pipelineParallel === 1 || zones.length < 2) return [];
    const others = placed.filter(({ model, nodes }) => nodes === each.nodes && model !== each.model);
    return [...sharedProblems(each, others), ...roomProblems(each, zones)];
  });
}

function sharedProblems({ model, nodes, path }: PlacedModel, others: readonly PlacedModel[]): readonly ServingProblem[] {
  if (others.length === 0) return [];
  const names = others.map((other) => other.model.name).join(', ');
  return [
    {
      path: `${path}.gpus.nodeGroup`,
      message: `is ${nodes.name}, whose nodes are in several zones and shared with ${names}: no zone may be left with ${model.gpus.pipelineParallel} nodes for a replica; give the model a node group of its own`,
    },
  ];
}

function roomProblems(
  { model, nodes, path }: PlacedModel,
  zones: readonly (readonly [string, number])[],
): readonly ServingProblem[] {
  const { pipelineParallel } = model.gpus;
  const room = zones.reduce((sum, [, count]) => sum + Math.floor(count / pipelineParallel), 0);
  const wanted = model.releases.reduce((sum, release) => sum + mostReplicas(release), model.rollout === 'surge' ? 1 : 0);
  // Each zone may lose the nodes of a replica to first pods that could go on in another zone only.
  const odd = zones.filter(([, count]) => count % pipelineParallel > 0);
  if (room >= wanted && odd.length === 0) return [];
  const there = zones.map(([zone, count]) => `${zone} ${counted(count, 'node')}`).join(', ');
  return [
    {
      path: `${path}.gpus.pipelineParallel`,
      message: `is ${pipelineParallel}, in one zone for each of ${counted(wanted, 'replica')}, and ${nodes.name} has ${there}; make the nodes of each zone a multiple of ${pipelineParallel}, ${wanted * pipelineParallel} or more in all`,
    },
  ];
}
