import { parse } from 'yaml';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { presets } from '../../lib/config/presets/index.ts';
import { gpuQueues } from '../../services/add-ons/queues.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { routerManifests } from '../../services/router/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { manifestsOf } from '../../tools/manifests/manifests.ts';
import { routers } from '../services/router/support.ts';
import { everything, threeRegions } from '../services/serving/support/servings.ts';
import { plugins } from './add-ons.ts';
import { burst } from './karpenter.ts';

/** What `blueprint manifests` writes for a region. */
export const filesOf = (serving: Serving) => manifestsOf([serving]).get(serving.region) ?? new Map<string, string>();
export const writtenFor = (serving: Serving): readonly Manifest[] =>
  [...filesOf(serving).values()].map((text) => parse(text) as Manifest);

export const models = writtenFor(everything);
const queues = gpuQueues(everything.nodeGroups, [{ namespace: everything.namespace, gpus: { l40s: 2 } }]);

/** What is applied and applied again, by what it is. */
export const SETS: Readonly<Record<string, readonly Manifest[]>> = {
  'every kind of workload': models,
  ...Object.fromEntries(
    threeRegions.slice(1, 2).map((serving) => [serving.region, writtenFor({ ...serving, namespace: serving.region })]),
  ),
  routers: routerManifests(routers),
  'device plugins': plugins,
  'GPU queues': queues,
  "Karpenter's nodes": burst,
};

/** Of every region that serves models in a preset, in a namespace of its own. */
export async function presetServings(): Promise<readonly (readonly [string, Serving])[]> {
  const configs = await Promise.all(Object.keys(presets).map(async (name) => [name, await loadPlatformConfig(name)] as const));
  return configs.flatMap(([name, { regions }]) =>
    Object.entries(regions).flatMap(([region, { serving }]) =>
      serving && serving.models.length > 0
        ? [[`${name} in ${region}`, { ...serving, namespace: `${name}-${region}` }] as const]
        : [],
    ),
  );
}
