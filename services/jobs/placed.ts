import type { GpuNodes, Serving } from '../serving/serving.ts';
import type { ModelBuild } from './model-build.ts';

/** A build beside the nodes that it runs on. */
export interface PlacedBuild {
  readonly build: ModelBuild;
  readonly nodes: GpuNodes;
  readonly path: string;
}

export const pathOf = (at: number): string => `builds[${at}]`;

/** Builds whose node group exists. */
export function placedBuilds({ builds, nodeGroups }: Serving): readonly PlacedBuild[] {
  return (builds?.builds ?? []).flatMap((build, at) => {
    const nodes = nodeGroups.find(({ name }) => name === build.gpus.nodeGroup);
    return nodes ? [{ build, nodes, path: pathOf(at) }] : [];
  });
}
