import { toJson_PodTemplateSpec } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { releaseLabels } from '../serving/labels.ts';
import { releaseName } from '../serving/names.ts';
import type { ModelRelease, ServedModel } from '../serving/served-model.ts';
import { CONTAINER_SECURITY } from '../serving/workload/security.ts';
import { headPod, RAY_PORTS, workerPod } from './pods.ts';
import type { RayWorkload } from './ray-workload.ts';
import { serveConfig } from './serve-config.ts';

/** Idle seconds after which a worker goes. */
const IDLE_SECONDS = 300;

/** What KubeRay runs: a head without GPUs, workers with those of a replica each, and Ray's autoscaler between their bounds. */
export function rayService(ray: RayWorkload, model: ServedModel, release: ModelRelease): Manifest {
  const { namespace } = ray.serving;
  const [least, most] = bounds(release);
  return {
    apiVersion: 'ray.io/v1',
    kind: 'RayService',
    metadata: { name: releaseName(model, release), namespace, labels: releaseLabels(model, release) },
    spec: {
      // A second cluster takes the GPUs a second time; without it a change of pods waits until the RayCluster is deleted.
      upgradeStrategy: { type: model.rollout === 'surge' ? 'NewCluster' : 'None' },
      excludeHeadPodFromServeSvc: true,
      serveConfigV2: serveConfig(model, release),
      rayClusterConfig: {
        rayVersion: ray.version,
        enableInTreeAutoscaling: least < most,
        ...(least < most && { autoscalerOptions: AUTOSCALER }),
        headGroupSpec: {
          rayStartParams: {
            'dashboard-host': '0.0.0.0',
            'num-cpus': '0',
            'num-gpus': '0',
            'metrics-export-port': String(RAY_PORTS.metrics),
          },
          template: toJson_PodTemplateSpec(headPod(model, release)),
        },
        workerGroupSpecs: [
          {
            groupName: 'gpus',
            replicas: least,
            minReplicas: least,
            maxReplicas: most,
            numOfHosts: 1,
            rayStartParams: { 'metrics-export-port': String(RAY_PORTS.metrics) },
            template: toJson_PodTemplateSpec(workerPod(model, release)),
          },
        ],
      },
    },
  };
}

const AUTOSCALER = {
  upscalingMode: 'Conservative',
  idleTimeoutSeconds: IDLE_SECONDS,
  securityContext: CONTAINER_SECURITY,
  resources: { limits: { memory: '1Gi' }, requests: { cpu: '200m', memory: '1Gi' } },
};

function bounds({ scaling }: ModelRelease): readonly [least: number, most: number] {
  return scaling.kind === 'fixed' ? [scaling.replicas, scaling.replicas] : [scaling.minReplicas, scaling.maxReplicas];
}
