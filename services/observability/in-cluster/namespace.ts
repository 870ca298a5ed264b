import { KubeNamespace, KubeServiceAccount } from 'cdk8s-plus-33/lib/imports/k8s';
import { encryptedStorage } from '../../manifests/encrypted-storage.ts';
import { PLATFORM_LABELS } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { podSecurityLabels } from '../../manifests/pod-security-labels.ts';
import type { InCluster } from './in-cluster.ts';
import type { Part } from './labels.ts';

export const storageClass = ({ namespace }: InCluster): string => `${namespace}-gp3`;

/** The namespace, an account for each part, and the kind of its disks. */
export function namespaceManifests(inCluster: InCluster, parts: readonly Part[]): readonly Manifest[] {
  const { namespace, kubernetesVersion } = inCluster;
  const labels = { ...PLATFORM_LABELS, 'app.kubernetes.io/instance': inCluster.platform };
  return [
    KubeNamespace.manifest({
      metadata: { name: namespace, labels: { ...labels, ...podSecurityLabels('restricted', kubernetesVersion) } },
    }),
    // Only the pod of Prometheus asks for a token.
    ...[...parts, 'default'].map((name) =>
      KubeServiceAccount.manifest({ metadata: { name, namespace, labels }, automountServiceAccountToken: false }),
    ),
    encryptedStorage(storageClass(inCluster), labels),
  ];
}
