import { KubeNamespace, KubeServiceAccount } from 'cdk8s-plus-33/lib/imports/k8s';
import { encryptedStorage } from '../manifests/encrypted-storage.ts';
import type { Manifest } from '../manifests/manifest.ts';
import { podSecurityLabels } from '../manifests/pod-security-labels.ts';
import { labelsOf } from './labels.ts';
import { type QdrantWorkload, SERVICE_ACCOUNT } from './qdrant-workload.ts';

export const storageClass = ({ namespace }: QdrantWorkload): string => `${namespace}-gp3`;

/** The namespace, its accounts, and the kind of its disks. */
export function namespaceManifests(qdrant: QdrantWorkload): readonly Manifest[] {
  const { namespace, kubernetesVersion } = qdrant;
  const labels = labelsOf(qdrant);
  return [
    KubeNamespace.manifest({
      metadata: { name: namespace, labels: { ...labels, ...podSecurityLabels('restricted', kubernetesVersion) } },
    }),
    // Pods reach no API of Kubernetes, so they get no token; Pod Identity has one of its own.
    ...[SERVICE_ACCOUNT, 'default'].map((name) =>
      KubeServiceAccount.manifest({ metadata: { name, namespace, labels }, automountServiceAccountToken: false }),
    ),
    encryptedStorage(storageClass(qdrant), labels),
  ];
}
