import { KubePersistentVolume, KubePersistentVolumeClaim, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { GROUP_ID, USER_ID } from '../serving/workload/security.ts';
import { routerLabels } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';

export const BUNDLE_CLAIM = 'router-bundle';

/**
 * The folder of the bundle in its bucket, read-only, through the Mountpoint CSI driver with the identity of the pod's service account: the init
 * container needs no client of S3 and no way out.
 */
export function bundleVolume(router: RouterWorkload): readonly Manifest[] {
  const { namespace, region, bundle } = router;
  const volume = `${namespace}-${BUNDLE_CLAIM}`;
  const labels = routerLabels(router);
  // The driver ignores the capacity; Kubernetes wants one.
  const storage = Quantity.fromString('1Gi');
  return [
    KubePersistentVolume.manifest({
      metadata: { name: volume, labels },
      spec: {
        capacity: { storage },
        accessModes: ['ReadOnlyMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace, name: BUNDLE_CLAIM },
        mountOptions: [
          'read-only',
          `prefix ${folderOf(bundle.key)}`,
          `region ${region}`,
          'allow-other',
          `uid=${USER_ID}`,
          `gid=${GROUP_ID}`,
        ],
        csi: {
          driver: 's3.csi.aws.com',
          volumeHandle: volume,
          readOnly: true,
          volumeAttributes: { bucketName: bundle.bucket, authenticationSource: 'pod', stsRegion: region },
        },
      },
    }),
    KubePersistentVolumeClaim.manifest({
      metadata: { name: BUNDLE_CLAIM, namespace, labels },
      spec: { accessModes: ['ReadOnlyMany'], storageClassName: '', volumeName: volume, resources: { requests: { storage } } },
    }),
  ];
}

/** e.g. `router/`, with which Mountpoint shows what lies in it at the top. */
const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

export const bundleName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
