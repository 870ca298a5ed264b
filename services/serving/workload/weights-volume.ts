import type { Labels } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { mountpointVolume } from '../../manifests/mountpoint-volume.ts';
import { MODELS } from '../../model-store/layout.ts';
import { engineOf } from '../engine/engine.ts';
import { weightsGib } from '../engine/weights.ts';
import { sharedLabels } from '../labels.ts';
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

/** The bucket of models. Nothing is copied before the engine starts; what was read stays on the node's disk for the next pod there. */
export function modelsVolume(
  { namespace, modelBucket, region }: Serving,
  { claim, labels, cacheGib, metadataTtl }: ModelsVolume,
): readonly Manifest[] {
  return mountpointVolume({
    ...{ namespace, region, claim, labels, userId: USER_ID, groupId: GROUP_ID },
    ...{ bucket: modelBucket, prefix: MODELS, sizeGib: cacheGib },
    mountOptions: [`metadata-ttl ${metadataTtl}`],
    volumeAttributes: { cache: 'emptyDir', cacheEmptyDirSizeLimit: `${cacheGib}Gi` },
  });
}
