import { prometheusUrl } from '../../../services/observability/prometheus/prometheus-url.ts';
import type { Monitoring, Serving } from '../../../services/serving/serving.ts';
import type { GpusConfig } from '../gpu-config.ts';
import { metricNamespace } from '../metric-namespace.ts';
import type { PlatformData } from '../schema/platform.ts';
import { resolveBuilds } from './builds.ts';
import { gpuNodes } from './gpu-nodes.ts';
import { regionsOfModel } from './model-regions.ts';
import { resolveAdapter, resolveServedModel } from './served-model.ts';

/** Namespace of what the platform itself runs in a cluster, and of Prometheus. */
const ROUTERS = 'router';
const MONITORING = 'monitoring';

/** Their own Prometheus, whose namespace its address tells, or ours. */
const resolveMonitoring = (url = prometheusUrl(MONITORING)): Monitoring => ({
  namespace: new URL(url).hostname.split('.')[1] ?? MONITORING,
  prometheusUrl: url,
});

/** What a region serves on its GPUs. */
export function resolveServing(data: Partial<PlatformData>, region: string, gpus: GpusConfig): Serving {
  const nodeGroups = Object.entries(gpus.nodeGroups).flatMap(([name, group]) => gpuNodes(name, group) ?? []);
  const builds = data.regions?.[region]?.gpus?.builds;
  const here = Object.entries(data.models ?? {}).filter(([name]) => regionsOfModel(data, name).includes(region));
  return {
    region,
    platform: data.name ?? '',
    namespace: 'models',
    kubernetesVersion: gpus.kubernetesVersion,
    modelBucket: gpus.modelBucket,
    nodeGroups,
    // The load balancer, through which routers outside the cluster call, has its addresses in the private subnets.
    routers: {
      ...{ namespace: ROUTERS, cidrs: [gpus.callers], metricsNamespace: metricNamespace(data.name ?? '') },
      ...(gpus.router && { inCluster: true }),
    },
    targetGroups: true,
    mutualTls: gpus.mutualTls,
    monitoring: resolveMonitoring(data.observability?.prometheusUrl),
    ...(builds && { builds: resolveBuilds(builds, nodeGroups) }),
    models: here.flatMap(([name, { served }]) => {
      if (served === undefined) return [];
      const adapters = here.flatMap(([other, { adapter }]) => (adapter?.of === name ? [resolveAdapter(other, adapter)] : []));
      const nodes = nodeGroups.find((group) => group.name === served.gpus.nodeGroup);
      return resolveServedModel(name, served, adapters, nodes) ?? [];
    }),
  };
}
