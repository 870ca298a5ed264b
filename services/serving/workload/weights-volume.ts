import { KubePersistentVolume, KubePersistentVolumeClaim, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { MODELS } from '../../model-store/layout.ts';
import { engineOf } from '../engine/engine.ts';
import { weightsGib } from '../engine/weights.ts';
import { type Labels, sharedLabels } from '../labels.ts';
import type { ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { GROUP_ID, USER_ID } from './security.ts';

export const weightsClaimName = ({ name }: ServedModel): string => `${name}-weights`;

/** A version of a model never changes, so what is known of its files holds. */
export function weightsVolume(serving: Serving, model: ServedModel): readonly Manifest[] {
  const labels = {
    ...sharedLabels(serving),
    'app.kubernetes.io/name': engineOf(model.engine).software,
    'llm-platform/model': model.name,
  };
  return modelsVolume(serving, {
    claim: weightsClaimName(model),
    labels,
    cacheGib: Math.ceil(weightsGib(model)),
    metadataTtl: 'indefinite',
  });
}

interface ModelsVolume {
  readonly claim: string;
  readonly labels: Labels;
  /** Of the node's disk for what was read. */
  readonly cacheGib: number;
  /** Mountpoint's `metadata-ttl`: for how long it believes what it saw of a file, also that there is none. */
  readonly metadataTtl: string;
}

/**
 * The bucket of models, read-only, through the Mountpoint CSI driver with the identity of the pod's service account. Nothing is copied before
 * the engine starts; what was read stays on the node's disk for the next pod there.
 */
export function modelsVolume(
  { namespace, modelBucket, region }: Serving,
  { claim, labels, cacheGib, metadataTtl }: ModelsVolume,
): readonly Manifest[] {
  const volume = `${namespace}-${claim}`;
  // The driver ignores the capacity; Kubernetes wants one.
  const storage = Quantity.fromString(`${cacheGib}Gi`);
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
          'read-only',
          `prefix ${MODELS}`,
          `region ${region}`,
          'allow-other',
          `uid=${USER_ID}`,
          `gid=${GROUP_ID}`,
          `metadata-ttl ${metadataTtl}`,
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
            cacheEmptyDirSizeLimit: `${cacheGib}Gi`,
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
