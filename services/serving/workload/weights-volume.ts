import { KubePersistentVolume, KubePersistentVolumeClaim, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { MODELS } from '../../model-store/layout.ts';
import { engineOf } from '../engine/engine.ts';
import { weightsGib } from '../engine/weights.ts';
import { sharedLabels } from '../labels.ts';
import type { ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { GROUP_ID, USER_ID } from './security.ts';

export const weightsClaimName = ({ name }: ServedModel): string => `${name}-weights`;

/**
 * The bucket of models, read-only, through the Mountpoint CSI driver with the identity of the pod's service account. Nothing is copied before
 * the engine starts; what was read stays on the node's disk for the next pod there.
 */
export function weightsVolume(serving: Serving, model: ServedModel): readonly Manifest[] {
  const { namespace, modelBucket, region } = serving;
  const claim = weightsClaimName(model);
  const volume = `${namespace}-${claim}`;
  const labels = {
    ...sharedLabels(serving),
    'app.kubernetes.io/name': engineOf(model.engine).software,
    'llm-platform/model': model.name,
  };
  const cache = Math.ceil(weightsGib(model));
  // The driver ignores the capacity; Kubernetes wants one.
  const storage = Quantity.fromString(`${cache}Gi`);
  return [
    KubePersistentVolume.manifest({
      metadata: { name: volume, labels },
      spec: {
        capacity: { storage },
        accessModes: ['ReadOnlyMany'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace, name: claim },
        // A version of a model never changes, so what is known of its files holds.
        mountOptions: [
          'read-only',
          `prefix ${MODELS}`,
          `region ${region}`,
          'allow-other',
          `uid=${USER_ID}`,
          `gid=${GROUP_ID}`,
          'metadata-ttl indefinite',
        ],
        csi: {
          driver: 's3.csi.aws.com',
          volumeHandle: volume,
          readOnly: true,
          volumeAttributes: {
            bucketName: modelBucket,
            authenticationSource: 'pod',
            stsRegion: region,
            cache: 'emptyDir',
            cacheEmptyDirSizeLimit: `${cache}Gi`,
          },
        },
      },
    }),
    KubePersistentVolumeClaim.manifest({
      metadata: { name: claim, namespace, labels },
      spec: { accessModes: ['ReadOnlyMany'], storageClassName: '', volumeName: volume, resources: { requests: { storage } } },
    }),
  ];
}
