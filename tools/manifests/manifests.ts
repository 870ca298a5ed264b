import type { ObservabilityConfig } from '../../lib/config/observability-config.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import { type ManifestFiles, manifestFiles } from '../../services/manifests/manifest-files.ts';
import { ManifestError } from '../../services/manifests/problems.ts';
import { collectorManifests } from '../../services/observability/collector/manifests.ts';
import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import { dashboardConfigMaps } from '../../services/observability/grafana/config-maps.ts';
import { inClusterManifests } from '../../services/observability/in-cluster/manifests.ts';
import { ruleGroups } from '../../services/observability/rules/groups.ts';
import { prometheusRules } from '../../services/observability/rules/prometheus.ts';
import { collectorRouterPolicy, collectorScrapePolicy } from '../../services/observability/scraping/network-policy.ts';
import { qdrantManifests } from '../../services/qdrant/manifests.ts';
import type { QdrantWorkload } from '../../services/qdrant/qdrant-workload.ts';
import { servingManifests } from '../../services/serving/manifests.ts';
import type { Serving } from '../../services/serving/serving.ts';

type Watching = Pick<ObservabilityConfig, 'metrics' | 'inCluster' | 'runbooks' | 'traces'>;

/**
 * Files by region, sorted, for every region that serves something: its models, and what watches them.
 *
 * @param watching what the configuration says of metrics and traces. @default - nothing
 * @param databases of vectors, that run beside what is served. @default - none
 * @param beside what else there is in a region's cluster, e.g. routers. @default - nothing
 * @throws Error with the problems of all regions and all that runs in them
 */
export function manifestsOf(
  servings: readonly Serving[],
  watching: Watching = {},
  databases: readonly QdrantWorkload[] = [],
  beside: (region: string) => readonly Manifest[] = () => [],
): ReadonlyMap<string, ManifestFiles> {
  const errors: string[] = [];
  const made = (make: () => readonly Manifest[]): readonly Manifest[] => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      errors.push(error.message);
      return [];
    }
  };
  const regions = [...servings]
    .sort((a, b) => (a.region < b.region ? -1 : 1))
    .flatMap((serving): (readonly [string, ManifestFiles])[] => {
      const qdrants = databases.filter(({ region }) => region === serving.region);
      const models = [
        ...made(() => servingManifests(serving)),
        ...qdrants.flatMap((qdrant) => made(() => qdrantManifests(qdrant))),
        ...made(() => beside(serving.region)),
      ];
      if (models.length === 0) return [];
      const all = [...models, ...made(() => watchers(serving, watching, qdrants[0]?.host))];
      return [[serving.region, manifestFiles(watching.inCluster ? all.filter(needsNoOperator) : all)]];
    });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return new Map(regions);
}

/** Of Prometheus' operator, which is not there where Prometheus is ours: it finds its pods by their labels. */
const needsNoOperator = ({ apiVersion }: Manifest): boolean => !apiVersion.startsWith('monitoring.coreos.com/');

/**
 * Prometheus and Grafana with their rules and dashboards, or these alone, for those that the cluster has; the way for a managed collector; a
 * collector of traces.
 */
function watchers(
  serving: Serving,
  { metrics, inCluster, runbooks, traces }: Watching,
  qdrantHost: string | undefined,
): readonly Manifest[] {
  const { region, platform, kubernetesVersion, monitoring, routers } = serving;
  const { namespace } = monitoring;
  const routersInCluster = routers.inCluster ?? false;
  const links = runbooks === undefined ? {} : { runbooks };
  const vectors = qdrantHost === undefined ? {} : { qdrantHost };
  return [
    ...(inCluster
      ? inClusterManifests({
          region,
          platform,
          namespace,
          kubernetesVersion,
          routersInCluster,
          ...links,
          ...vectors,
          ...inCluster,
        })
      : [...prometheusRules(ruleGroups({ routersInCluster }), namespace, links), ...dashboardConfigMaps(DASHBOARDS, namespace)]),
    ...(metrics ? [collectorScrapePolicy(serving, routers.cidrs)] : []),
    ...(metrics && routersInCluster ? [collectorRouterPolicy(serving, routers.cidrs)] : []),
    ...(traces?.collector
      ? collectorManifests({
          ...{ region, platform, kubernetesVersion },
          ...traces.collector,
          routerNamespace: routers.namespace,
          senders: routers.cidrs,
        })
      : []),
  ];
}
