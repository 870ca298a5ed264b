import { podProblems } from '../../manifests/checks/pods.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { refuse } from '../../manifests/problems.ts';
import { alertmanagerManifests } from '../alertmanager/alertmanager-pods.ts';
import { grafanaManifests } from '../grafana/grafana-pods.ts';
import { prometheusManifests } from '../prometheus/prometheus-pods.ts';
import type { InCluster } from './in-cluster.ts';
import type { Part } from './labels.ts';
import { namespaceManifests } from './namespace.ts';
import { networkPolicies } from './network-policies.ts';

/**
 * The Kubernetes objects of a region's own Prometheus, Alertmanager and Grafana. They need no custom resources: rules and jobs are files.
 *
 * @throws ManifestError with every problem
 */
export function inClusterManifests(inCluster: InCluster): readonly Manifest[] {
  const { region, alerts } = inCluster;
  const parts: readonly Part[] = ['prometheus', ...(alerts ? (['alertmanager'] as const) : []), 'grafana'];
  const manifests = [
    ...namespaceManifests(inCluster, parts),
    ...networkPolicies(inCluster, parts),
    ...prometheusManifests(inCluster),
    ...(alerts ? alertmanagerManifests(inCluster, alerts) : []),
    ...grafanaManifests(inCluster),
  ];
  refuse(`The monitoring of ${region} cannot run`, podProblems(manifests));
  return manifests;
}
