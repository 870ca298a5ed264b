import { imageProblems } from '../../manifests/checks/images.ts';
import { podSecurityProblems } from '../../manifests/checks/pod-security.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { podsOf } from '../../manifests/pods.ts';
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
 * @throws Error with every problem
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
  const problems = manifests.flatMap(podsOf).flatMap((pod) => [...podSecurityProblems(pod), ...imageProblems(pod)]);
  if (problems.length > 0) {
    throw new Error(`The monitoring of ${region} cannot run:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  return manifests;
}
