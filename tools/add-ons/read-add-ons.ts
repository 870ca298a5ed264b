import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson, readYaml } from '../../lib/config/load/data-file.ts';
import { readModule } from '../../lib/config/load/module-file.ts';
import { type ClusterServices, clusterServiceManifests } from '../../services/add-ons/cluster-services.ts';
import { type ManifestFiles, manifestFiles } from '../../services/manifests/manifest-files.ts';

/**
 * The files of each region, sorted, from a file that says `{ regions: [ClusterServices, …] }`, by default export of a module.
 *
 * @throws Error when it cannot be read or holds something else, or with the problems of the regions
 */
export async function readAddOns(name: string, cwd: string = process.cwd()): Promise<ReadonlyMap<string, ManifestFiles>> {
  const file = path.resolve(cwd, name);
  if (!existsSync(file)) throw new Error(`${name} is not there; give a file ending in .ts, .js, .json or .yaml`);
  const value = await readerOf(file)(file, name);
  const regions = (value as { readonly regions?: readonly ClusterServices[] } | undefined)?.regions;
  if (!Array.isArray(regions) || !regions.every((region: unknown) => isServices(region))) {
    throw new Error(`${name} does not say what each region has; write { regions: [ … ] } as in docs/cluster.md`);
  }
  const errors: string[] = [];
  const files = [...regions]
    .sort((a, b) => (a.region < b.region ? -1 : 1))
    .flatMap((services): (readonly [string, ManifestFiles])[] => {
      try {
        return [[services.region, manifestFiles(clusterServiceManifests(services))]];
      } catch (error) {
        errors.push(`${services.region}: ${error instanceof Error ? error.message : error}`);
        return [];
      }
    });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return new Map(files);
}

function readerOf(file: string): (file: string, name: string) => Promise<unknown> {
  const extension = path.extname(file).toLowerCase();
  if (extension === '.json') return readJson;
  return extension === '.yaml' || extension === '.yml' ? readYaml : readModule;
}

const isServices = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'region' in value && 'kubernetesVersion' in value && 'nodeGroups' in value;
