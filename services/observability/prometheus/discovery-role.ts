import { KubeClusterRole, KubeClusterRoleBinding } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import type { InCluster } from '../in-cluster/in-cluster.ts';
import { labelsOf } from '../in-cluster/labels.ts';
import { PROMETHEUS } from './prometheus-url.ts';

/** Prometheus sees the pods of all namespaces, for exporters may be in any, and nothing else. */
export function discoveryRole(inCluster: InCluster): readonly Manifest[] {
  // They belong to the cluster, so their name tells whose they are.
  const name = `${inCluster.namespace}-${PROMETHEUS}`;
  const metadata = { name, labels: labelsOf(inCluster, PROMETHEUS) };
  return [
    KubeClusterRole.manifest({ metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }] }),
    KubeClusterRoleBinding.manifest({
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: PROMETHEUS, namespace: inCluster.namespace }],
    }),
  ];
}
