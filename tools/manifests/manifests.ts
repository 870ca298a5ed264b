import { type ManifestFiles, manifestFiles } from '../../services/manifests/manifest-files.ts';
import { ServingError, servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';

/**
 * Files by region, sorted, for every region that serves something.
 *
 * @throws Error with the problems of all regions
 */
export function manifestsOf(servings: readonly Serving[]): ReadonlyMap<string, ManifestFiles> {
  const errors: string[] = [];
  const regions = [...servings]
    .sort((a, b) => (a.region < b.region ? -1 : 1))
    .flatMap((serving): (readonly [string, ManifestFiles])[] => {
      try {
        const files = manifestFiles(servingManifests(serving));
        return files.size === 0 ? [] : [[serving.region, files]];
      } catch (error) {
        if (!(error instanceof ServingError)) throw error;
        errors.push(error.message);
        return [];
      }
    });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return new Map(regions);
}
