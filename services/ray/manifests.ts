import type { Manifest } from '../manifests/manifest.ts';
import { checkManifests } from '../serving/checks/manifests.ts';
import type { ServingProblem } from '../serving/checks/problem.ts';
import { releaseLabels, releaseSelector } from '../serving/labels.ts';
import { ServingError } from '../serving/manifests.ts';
import { releaseName } from '../serving/names.ts';
import { namespaceManifests } from '../serving/namespace/namespace.ts';
import { networkPolicies } from '../serving/namespace/network-policies.ts';
import type { ModelRelease, ServedModel } from '../serving/served-model.ts';
import { weightsVolume } from '../serving/workload/weights-volume.ts';
import { rayNetworkPolicies } from './network-policies.ts';
import { rayProblems } from './problems.ts';
import { rayService } from './ray-service.ts';
import type { RayWorkload } from './ray-workload.ts';

/**
 * The Kubernetes objects of a model on Ray.
 *
 * @throws ServingError with every problem
 */
export function rayManifests(ray: RayWorkload): readonly Manifest[] {
  const { serving } = ray;
  refuse(ray, rayProblems(ray));
  const manifests = [
    ...namespaceManifests(serving),
    ...networkPolicies(serving),
    ...serving.models.flatMap((model) => [
      ...weightsVolume(serving, model),
      ...model.releases.flatMap((release) => [
        ...rayNetworkPolicies(ray, model, release),
        rayService(ray, model, release),
        podMonitor(ray, model, release),
      ]),
    ]),
  ];
  refuse(ray, checkManifests(serving, manifests));
  return manifests;
}

/** Ray and vLLM in it have their metrics on one port of each pod. */
function podMonitor({ serving }: RayWorkload, model: ServedModel, release: ModelRelease): Manifest {
  const { namespace } = serving;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: releaseName(model, release), namespace, labels: releaseLabels(model, release) },
    spec: {
      selector: { matchLabels: { ...releaseSelector(model, release) } },
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics', interval: '15s' }],
    },
  };
}

function refuse({ serving }: RayWorkload, problems: readonly ServingProblem[]): void {
  if (problems.length > 0) throw new ServingError(serving.region, problems);
}
