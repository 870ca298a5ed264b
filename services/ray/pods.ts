import { type Container, type PodSpec, type PodTemplateSpec, Quantity, type Volume } from 'cdk8s-plus-33/lib/imports/k8s';
import { imageReference } from '../serving/engine/images.ts';
import { MODELS_PATH } from '../serving/engine/weights.ts';
import { releaseLabels } from '../serving/labels.ts';
import { SERVICE_ACCOUNT } from '../serving/names.ts';
import type { ModelRelease, ServedModel } from '../serving/served-model.ts';
import { onNodeGroup } from '../serving/workload/placement.ts';
import { ROLE_LABEL } from '../serving/workload/pod.ts';
import { CONTAINER_SECURITY, POD_SECURITY } from '../serving/workload/security.ts';
import { LOGS_GIB, SCRATCH_GIB } from '../serving/workload/sizes.ts';
import { gracePeriodSeconds } from '../serving/workload/timing.ts';
import { weightsClaimName } from '../serving/workload/weights-volume.ts';

/** Ray's ports that others call. */
export const RAY_PORTS = { serve: 8000, metrics: 8080, dashboard: 8265 };

const HEAD = { cpus: 2, memoryGib: 8, sharedMemoryGib: 2 };

const WITHOUT_GPU = { matchExpressions: [{ key: 'llm-platform/gpu', operator: 'DoesNotExist' }] };

/** Leads, scales and serves nothing: on any x86 node, since Ray's images with vLLM are for no other. */
export function headPod(model: ServedModel, release: ModelRelease): PodTemplateSpec {
  return template(model, release, 'head', {
    // The autoscaler beside it asks Kubernetes; the operator gives this account the rights to pods of the Ray cluster.
    automountServiceAccountToken: true,
    nodeSelector: { 'kubernetes.io/arch': 'amd64' },
    affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: WITHOUT_GPU }] } },
    tolerations: onNodeGroup(model.gpus.nodeGroup).tolerations,
    containers: [
      container(model, 'ray-head', HEAD, {}, [
        { name: 'gcs-server', containerPort: 6379 },
        { name: 'dashboard', containerPort: RAY_PORTS.dashboard },
        { name: 'client', containerPort: 10_001 },
      ]),
    ],
    volumes: volumes(HEAD.sharedMemoryGib),
  });
}

/** A replica of the model. */
export function workerPod(model: ServedModel, release: ModelRelease): PodTemplateSpec {
  const gpus = { 'nvidia.com/gpu': Quantity.fromString(String(model.gpus.tensorParallel)) };
  const worker = container(model, 'ray-worker', model.host, gpus, []);
  const models = { name: 'models', persistentVolumeClaim: { claimName: weightsClaimName(model), readOnly: true } };
  return template(model, release, 'worker', {
    automountServiceAccountToken: false,
    ...onNodeGroup(model.gpus.nodeGroup),
    containers: [
      { ...worker, volumeMounts: [{ name: 'models', mountPath: MODELS_PATH, readOnly: true }, ...(worker.volumeMounts ?? [])] },
    ],
    volumes: [models, ...volumes(model.host.sharedMemoryGib)],
  });
}

function template(model: ServedModel, release: ModelRelease, role: 'head' | 'worker', spec: PodSpec): PodTemplateSpec {
  return {
    metadata: { labels: { ...releaseLabels(model, release), 'app.kubernetes.io/name': 'ray', [ROLE_LABEL]: role } },
    spec: {
      serviceAccountName: SERVICE_ACCOUNT,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: gracePeriodSeconds(model),
      securityContext: POD_SECURITY,
      ...spec,
    },
  };
}

function container(
  { image }: ServedModel,
  name: string,
  host: ServedModel['host'],
  gpus: { readonly [resource: string]: Quantity },
  ports: readonly { readonly name: string; readonly containerPort: number }[],
): Container {
  const limits = {
    ...gpus,
    memory: Quantity.fromString(`${host.memoryGib}Gi`),
    'ephemeral-storage': Quantity.fromString(`${SCRATCH_GIB + LOGS_GIB}Gi`),
  };
  return {
    name,
    image: imageReference(image),
    imagePullPolicy: 'IfNotPresent',
    env: Object.entries({ HOME: '/home/server', USER: 'server', HF_HUB_OFFLINE: '1', RAY_USAGE_STATS_ENABLED: '0' }).map(
      ([variable, value]) => ({ name: variable, value }),
    ),
    ports: [...ports, { name: 'serve', containerPort: RAY_PORTS.serve }, { name: 'metrics', containerPort: RAY_PORTS.metrics }],
    resources: { limits, requests: { ...limits, cpu: Quantity.fromString(String(host.cpus)) } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'shared-memory', mountPath: '/dev/shm' },
      { name: 'scratch', mountPath: '/tmp', subPath: 'tmp' },
      { name: 'scratch', mountPath: '/home/server', subPath: 'home' },
    ],
  };
}

const volumes = (sharedMemoryGib: number): Volume[] => [
  { name: 'shared-memory', emptyDir: { medium: 'Memory', sizeLimit: Quantity.fromString(`${sharedMemoryGib}Gi`) } },
  { name: 'scratch', emptyDir: { sizeLimit: Quantity.fromString(`${SCRATCH_GIB}Gi`) } },
];
