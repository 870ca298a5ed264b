import { filesPrefix } from '../../model-store/layout.ts';
import type { ServedModel, StoredWeights } from '../served-model.ts';

/** Where a pod sees the models of the bucket. */
export const MODELS_PATH = '/models';

/** The folder of one version's files, as a pod sees it: below `/models`, as in the bucket. */
export const weightsPath = ({ repository, version, content }: StoredWeights): string =>
  `/${filesPrefix(repository, version, content)}`.replace(/\/$/, '');

/** What a node that serves the model reads from the bucket: every release and adapter once. */
export function weightsGib({ releases, loraAdapters }: Pick<ServedModel, 'releases' | 'loraAdapters'>): number {
  const folders = new Map([...releases, ...loraAdapters].map(({ weights }) => [weightsPath(weights), weights.sizeGib] as const));
  return [...folders.values()].reduce((sum, sizeGib) => sum + sizeGib, 0);
}
