import { parse } from 'yaml';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { presets } from '../../lib/config/presets/index.ts';
import { gpuQueues } from '../../services/add-ons/queues.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { collectorManifests } from '../../services/observability/collector/manifests.ts';
import { inClusterManifests } from '../../services/observability/in-cluster/manifests.ts';
import { collectorScrapePolicy } from '../../services/observability/scraping/network-policy.ts';
import { qdrantManifests } from '../../services/qdrant/manifests.ts';
import { rayManifests } from '../../services/ray/manifests.ts';
import { routerManifests } from '../../services/router/manifests.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';
import { manifestsOf } from '../../tools/manifests/manifests.ts';
import { checkpoint, engine, making } from '../services/jobs/support/builds.ts';
import { collector } from '../services/observability/support/collector.ts';
import { inCluster } from '../services/observability/support/in-cluster.ts';
import { qdrant } from '../services/qdrant/support.ts';
import { model, rayOf } from '../services/ray/support.ts';
import { routers } from '../services/router/support.ts';
import { everything, regionOf, threeRegions } from '../services/serving/support/servings.ts';
import { plugins } from './add-ons.ts';
import { burst } from './karpenter.ts';

/** What `blueprint manifests` writes for a region. */
export const filesOf = (serving: Serving) => manifestsOf([serving]).get(serving.region) ?? new Map<string, string>();
export const writtenFor = (serving: Serving): readonly Manifest[] =>
  [...filesOf(serving).values()].map((text) => parse(text) as Manifest);

export const models = writtenFor(everything);

/** The same with certificates of both sides, and behind a load balancer whose bindings this cluster does not know. */
const withTls: Serving = { ...everything, namespace: 'with-tls', mutualTls: true };
const inNamespace = (namespace: string): Serving => ({ ...making(checkpoint, engine), namespace });
const queues = gpuQueues(everything.nodeGroups, [{ namespace: everything.namespace, gpus: { l40s: 2 } }]);

/** What is applied and applied again, by what it is. */
export const SETS: Readonly<Record<string, readonly Manifest[]>> = {
  'every kind of workload': models,
  ...Object.fromEntries(
    threeRegions.slice(1, 2).map((serving) => [serving.region, writtenFor({ ...serving, namespace: serving.region })]),
  ),
  'pods that speak TLS': servingManifests(withTls),
  'builds of models': servingManifests(inNamespace('builds')),
  Ray: rayManifests(rayOf(model, { serving: { ...regionOf(model), namespace: 'ray' } })),
  routers: routerManifests(routers),
  'routers with certificates': routerManifests({
    ...{ ...routers, namespace: 'routers-with-tls' },
    reaches: { models: { namespace: withTls.namespace, ports: [8443], mutualTls: true }, addresses: [] },
  }),
  qdrant: qdrantManifests(qdrant),
  'a collector of traces, and the way for one of metrics': [
    ...collectorManifests(collector),
    collectorScrapePolicy(everything, ['10.10.0.0/18']),
  ],
  'Prometheus, Alertmanager and Grafana': inClusterManifests({ ...inCluster, namespace: 'in-cluster' }),
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
