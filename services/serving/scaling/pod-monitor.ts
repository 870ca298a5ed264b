import type { Manifest } from '../../manifests/manifest.ts';
import { doorsOf } from '../entry/doors.ts';
import { releaseLabels, releaseSelector } from '../labels.ts';
import { releaseName } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { ROLE_LABEL } from '../workload/pod.ts';

/** Has Prometheus scrape a release, under the labels `namespace` and `pod` that scaling asks for. */
export function podMonitor(serving: Serving, model: ServedModel, release: ModelRelease): Manifest {
  const { routers, metrics } = doorsOf(serving, model.engine);
  const leaders = model.gpus.pipelineParallel > 1 ? { [ROLE_LABEL]: 'leader' } : {};
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: releaseName(model, release), namespace: serving.namespace, labels: releaseLabels(model, release) },
    spec: {
      selector: { matchLabels: { ...releaseSelector(model, release), ...leaders } },
      podMetricsEndpoints: [{ port: metrics === routers ? 'http' : 'metrics', path: '/metrics', interval: '15s' }],
    },
  };
}
