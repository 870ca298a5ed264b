import { IntOrString, KubePodDisruptionBudget, KubeService } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { engineOf } from '../engine/engine.ts';
import { type Labels, releaseLabels, releaseSelector } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { ROLE_LABEL } from './pod.ts';

export function service({ namespace }: Serving, model: ServedModel, release: ModelRelease): Manifest {
  const { port } = engineOf(model.engine);
  const leaders: Labels = model.gpus.pipelineParallel > 1 ? { [ROLE_LABEL]: 'leader' } : {};
  return KubeService.manifest({
    metadata: { name: releaseName(model, release), namespace, labels: releaseLabels(model, release) },
    spec: {
      type: 'ClusterIP',
      selector: { ...releaseSelector(model, release), ...leaders },
      ports: [{ name: 'http', port, targetPort: IntOrString.fromString('http') }],
    },
  });
}

/** One pod at a time leaves for maintenance; of a group, that is the group. Broken pods hold nothing up. */
export function disruptionBudget({ namespace }: Serving, model: ServedModel, release: ModelRelease): Manifest {
  return KubePodDisruptionBudget.manifest({
    metadata: { name: releaseName(model, release), namespace, labels: releaseLabels(model, release) },
    spec: {
      maxUnavailable: IntOrString.fromNumber(1),
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: { ...releaseSelector(model, release) } },
    },
  });
}
