import { KubeNamespace, KubeServiceAccount, KubeStorageClass } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { podSecurityLabels } from '../manifests/pod-security-labels.ts';
import { labelsOf } from './labels.ts';
import { type QdrantWorkload, SERVICE_ACCOUNT } from './qdrant-workload.ts';

/** A storage class belongs to the cluster, so its name tells whose it is. */
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
    KubeStorageClass.manifest({
      metadata: { name: storageClass(qdrant), labels },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true', 'csi.storage.k8s.io/fstype': 'ext4' },
      // In the zone of the pod; and a claim that somebody deletes leaves its disk.
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Retain',
      allowVolumeExpansion: true,
    }),
  ];
}
