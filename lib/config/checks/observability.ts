import type { Problem } from '../config-error.ts';
import type { PlatformData } from '../schema/platform.ts';
import type { WellFormed } from '../well-formed.ts';
import { type Check, problem } from './check.ts';

/** Clusters are in regions with GPUs, workspaces in their own region, and somebody must have something to be told of. */
export const checkObservability: Check = ({ data, names, intact }) => {
  const { observability, regions = {} } = data;
  if (observability === undefined) return [];
  const { alarms, onCall, metrics, inCluster, prometheusUrl, dashboards, traces, logSearch } = observability;
  const withGpus = Object.entries(regions).flatMap(([name, { gpus }]) => (gpus ? [name] : []));
  const path = ['observability'];
  const nowhere = (...part: string[]): Problem[] =>
    withGpus.length === 0 && names('regions').length > 0
      ? [problem([...path, ...part], undefined, 'is for clusters, and no region has one; give a region gpus, or leave it out')]
      : [];
  return [
    ...(alarms === 'off' && metrics === undefined && onCall
      ? [
          problem(
            [...path, 'onCall'],
            undefined,
            'would hear of nothing, for alarms is off and there are no metrics; leave it out',
          ),
        ]
      : []),
    ...(metrics ? nowhere('metrics') : []),
    ...(inCluster ? nowhere('inCluster') : []),
    ...(prometheusUrl !== undefined ? nowhere('prometheusUrl') : []),
    ...(inCluster && prometheusUrl !== undefined
      ? [problem([...path, 'prometheusUrl'], prometheusUrl, 'is beside the Prometheus of inCluster; leave one of them out')]
      : []),
    ...(inCluster?.alerts && intact('observability', 'inCluster', 'alerts') ? alertsProblems(inCluster.alerts) : []),
    ...Object.entries(metrics?.workspaces ?? {}).flatMap(([region, arn]) => {
      const at = [...path, 'metrics', 'workspaces', region];
      if (withGpus.length > 0 && !withGpus.includes(region)) {
        return [problem(at, undefined, `is for a region with gpus; those are ${withGpus.join(', ')}`)];
      }
      return arn.split(':')[3] === region
        ? []
        : [problem(at, arn, `is in another region than ${region}; give a workspace of ${region}`)];
    }),
    ...(dashboards?.reachableFrom &&
    Object.keys(dashboards.reachableFrom).length === 0 &&
    intact('observability', 'dashboards', 'reachableFrom')
      ? [
          problem(
            [...path, 'dashboards', 'reachableFrom'],
            undefined,
            'names no place, so nobody could reach Grafana; name prefixLists or vpcEndpoints, or leave it out',
          ),
        ]
      : []),
    ...(traces?.collector ? nowhere('traces', 'collector') : []),
    ...(traces?.sampledPercent !== undefined && traces.endpoint === undefined && intact('observability', 'traces', 'endpoint')
      ? [
          problem(
            [...path, 'traces', 'sampledPercent'],
            traces.sampledPercent,
            'has nothing to apply to: router functions send no traces; add an endpoint, or leave it out',
          ),
        ]
      : []),
    ...(logSearch ? searchProblems(data.regions ?? {}, intact) : []),
    ...(traces && Object.keys(traces).length === 0 && intact('observability', 'traces')
      ? [problem([...path, 'traces'], undefined, 'says nothing; give it an endpoint or a collector, or leave it out')]
      : []),
  ];
};

/** The collection is reached through the region's network, which has one endpoint for OpenSearch Serverless. */
function searchProblems(regions: NonNullable<PlatformData['regions']>, intact: WellFormed['intact']): Problem[] {
  const path = ['observability', 'logSearch'];
  return Object.entries(regions).flatMap(([name, { cidr, vpc, vectors }]): Problem[] => {
    if (!intact('regions', name)) return [];
    if (cidr === undefined && vpc === undefined) {
      const fix = 'give the region a cidr such as 10.10.0.0/16, or a vpc that exists, or leave logSearch out';
      return [problem(path, undefined, `needs a network in ${name}, and the region has none; ${fix}`)];
    }
    const taken = `needs the endpoint of OpenSearch Serverless in ${name}, which its vectors have; choose another engine for them`;
    return vectors?.engine === 'opensearch-serverless' ? [problem(path, undefined, taken)] : [];
  });
}

type Alerts = NonNullable<NonNullable<NonNullable<PlatformData['observability']>['inCluster']>['alerts']>;

/** What is not critical must go somewhere, and to one place. */
function alertsProblems({ chat, webhook }: Alerts): Problem[] {
  const path = ['observability', 'inCluster', 'alerts'];
  if (chat === undefined && webhook === undefined) {
    return [problem(path, undefined, 'tells nobody of what is not critical; add chat or webhook, or leave alerts out')];
  }
  return chat !== undefined && webhook !== undefined
    ? [problem([...path, 'webhook'], webhook, 'is beside a chat; leave one of them out')]
    : [];
}
