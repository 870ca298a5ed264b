import { KubeStorageClass } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from './manifest.ts';

/** Encrypted gp3 disks. A storage class belongs to the cluster, so its name tells whose it is. */
export const encryptedStorage = (name: string, labels: { readonly [label: string]: string }): Manifest =>
  KubeStorageClass.manifest({
    metadata: { name, labels },
    provisioner: 'ebs.csi.aws.com',
    parameters: { type: 'gp3', encrypted: 'true', 'csi.storage.k8s.io/fstype': 'ext4' },
    // In the zone of the pod; and a claim that somebody deletes leaves its disk.
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Retain',
    allowVolumeExpansion: true,
  });
