import { KubePersistentVolume, KubePersistentVolumeClaim, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from './manifest.ts';

/** A prefix of a bucket as a pod sees it. */
export interface MountpointVolume {
  readonly namespace: string;
  readonly claim: string;
  readonly labels: { readonly [label: string]: string };
  readonly bucket: string;
  readonly region: string;
  /** Ends with `/`: what lies in it is shown at the top. */
  readonly prefix: string;
  readonly userId: number;
  readonly groupId: number;
  /** Capacity that is written; the driver ignores it, Kubernetes wants one. */
  readonly sizeGib: number;
  /** More options of Mountpoint. @default - none */
  readonly mountOptions?: readonly string[];
  /** More attributes of the volume. @default - none */
  readonly volumeAttributes?: { readonly [name: string]: string };
}

/** A volume and its claim, read-only, through the Mountpoint CSI driver with the identity of the pod's service account. */
export function mountpointVolume(given: MountpointVolume): readonly Manifest[] {
  const { namespace, claim, labels, bucket, region, prefix, userId, groupId } = given;
  const volume = `${namespace}-${claim}`;
  const storage = Quantity.fromString(`${given.sizeGib}Gi`);
  return [
    KubePersistentVolume.manifest({
      metadata: { name: volume, labels },
      spec: {
        capacity: { storage },
        accessModes: ['ReadOnlyMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace, name: claim },
        mountOptions: [
          ...['read-only', `prefix ${prefix}`, `region ${region}`, 'allow-other', `uid=${userId}`, `gid=${groupId}`],
          ...(given.mountOptions ?? []),
        ],
        csi: {
          driver: 's3.csi.aws.com',
          volumeHandle: volume,
          readOnly: true,
          volumeAttributes: { bucketName: bucket, authenticationSource: 'pod', stsRegion: region, ...given.volumeAttributes },
        },
      },
    }),
    KubePersistentVolumeClaim.manifest({
      metadata: { name: claim, namespace, labels },
      spec: { accessModes: ['ReadOnlyMany'], storageClassName: '', volumeName: volume, resources: { requests: { storage } } },
    }),
  ];
}
