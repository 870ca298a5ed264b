import { IntOrString, KubePodDisruptionBudget, KubeService } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Labels } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { doorsOf } from '../entry/doors.ts';
import { releaseLabels, releaseSelector } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { ROLE_LABEL } from './pod.ts';

export function service(serving: Serving, model: ServedModel, release: ModelRelease): Manifest {
  const { protocol, routers, loadBalancer } = doorsOf(serving, model.engine);
  const port = (name: string, number: number) => ({ name, port: number, targetPort: IntOrString.fromString(name) });
  const leaders: Labels = model.gpus.pipelineParallel > 1 ? { [ROLE_LABEL]: 'leader' } : {};
  return KubeService.manifest({
    metadata: { name: releaseName(model, release), namespace: serving.namespace, labels: releaseLabels(model, release) },
    spec: {
      type: 'ClusterIP',
      selector: { ...releaseSelector(model, release), ...leaders },
      ports: [
        port(protocol, routers),
        ...(serving.targetGroups && loadBalancer !== routers ? [port('load-balancer', loadBalancer)] : []),
      ],
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
