import type { ServedModel } from '../served-model.ts';
import type { GpuNodes, Serving } from '../serving.ts';

/** What is wrong, and where: the path leads through `Serving`. */
export interface ServingProblem {
  readonly path: string;
  readonly message: string;
}

/** A model beside what it is served on. */
export interface PlacedModel {
  readonly model: ServedModel;
  readonly nodes: GpuNodes;
  readonly path: string;
}

export const pathOf = ({ name }: ServedModel): string => `models.${name}`;

/** Models whose node group exists. */
export function placedModels({ models, nodeGroups }: Serving): readonly PlacedModel[] {
  return models.flatMap((model) => {
    const nodes = nodeGroups.find(({ name }) => name === model.gpus.nodeGroup);
    return nodes ? [{ model, nodes, path: pathOf(model) }] : [];
  });
}

/** A figure for people: two decimals at most. */
export const figure = (value: number): string => String(Math.round(value * 100) / 100);

/** `2 GPUs`, `1 GPU`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
