import { type Container, type EnvVar, IntOrString, type Probe, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import { engineOf } from '../engine/engine.ts';
import { imageReference } from '../engine/images.ts';
import { ADMIN_KEY_VARIABLE, tritonCommand } from '../engine/triton-command.ts';
import { type PodRole, vllmCommand } from '../engine/vllm-command.ts';
import { MODELS_PATH } from '../engine/weights.ts';
import { ADMIN_KEY_SECRET } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes } from '../serving.ts';
import { CONTAINER_SECURITY } from './security.ts';
import { EFA_HUGE_PAGES_MIB, LOGS_GIB, SCRATCH_GIB } from './sizes.ts';
import { FORGET_SECONDS, STARTUP_PERIOD_SECONDS, startupFailureThreshold } from './timing.ts';

/** The container of a model server. */
export function serverContainer(model: ServedModel, release: ModelRelease, nodes: GpuNodes, role: PodRole): Container {
  const { software, port, metricsPort } = engineOf(model.engine);
  const command = software === 'vllm' ? vllmCommand(model, release, role) : tritonCommand(model, release);
  return {
    name: software,
    image: imageReference(model.image),
    imagePullPolicy: 'IfNotPresent',
    command: [...command],
    env: environment(model, role),
    ports: [
      { name: 'http', containerPort: port },
      ...(metricsPort === port ? [] : [{ name: 'metrics', containerPort: metricsPort }]),
    ],
    resources: resources(model, nodes, role),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'models', mountPath: MODELS_PATH, readOnly: true },
      { name: 'shared-memory', mountPath: '/dev/shm' },
      { name: 'scratch', mountPath: '/tmp', subPath: 'tmp' },
      { name: 'scratch', mountPath: '/home/server', subPath: 'home' },
    ],
    // A worker of a group answers no HTTP, and stays as long as its leader has answers to finish.
    ...(role === 'worker' ? {} : probes(model)),
    lifecycle: { preStop: { sleep: { seconds: FORGET_SECONDS + (role === 'worker' ? model.drainSeconds : 0) } } },
  };
}

function probes(model: ServedModel): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const { readyPath, livePath } = engineOf(model.engine);
  const probe = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
    httpGet: { path, port: IntOrString.fromString('http') },
    periodSeconds,
    timeoutSeconds: 5,
    failureThreshold,
  });
  return {
    startupProbe: probe(readyPath, STARTUP_PERIOD_SECONDS, startupFailureThreshold(model)),
    readinessProbe: probe(readyPath, 5, 3),
    // A minute: an engine that is busy compiling answers late, and a restart costs the whole start.
    livenessProbe: probe(livePath, 10, 6),
  };
}

/** Memory and GPUs are requested as they are limited, so that a pod is never the first to be evicted. */
function resources({ gpus, host }: ServedModel, nodes: GpuNodes, role: PodRole): Container['resources'] {
  const limits = {
    'nvidia.com/gpu': Quantity.fromString(String(gpus.tensorParallel)),
    memory: Quantity.fromString(`${host.memoryGib}Gi`),
    'ephemeral-storage': Quantity.fromString(`${SCRATCH_GIB + LOGS_GIB}Gi`),
    ...(role !== 'single' && nodes.efaInterfaces > 0
      ? {
          'vpc.amazonaws.com/efa': Quantity.fromString(String(nodes.efaInterfaces)),
          'hugepages-2Mi': Quantity.fromString(`${EFA_HUGE_PAGES_MIB}Mi`),
        }
      : {}),
  };
  return { limits, requests: { ...limits, cpu: Quantity.fromString(String(host.cpus)) } };
}

function environment({ engine }: ServedModel, role: PodRole): EnvVar[] {
  const variables: Record<string, string> = {
    HOME: '/home/server',
    // PyTorch asks for the user's name, and the image knows no user of this number.
    USER: 'server',
    HF_HUB_OFFLINE: '1',
    ...(engine === 'vllm' ? { VLLM_NO_USAGE_STATS: '1' } : {}),
    ...(role === 'single' ? {} : { FI_PROVIDER: 'efa', FI_EFA_USE_DEVICE_RDMA: '1', NCCL_SOCKET_IFNAME: 'eth0' }),
  };
  return [
    ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    ...(engine === 'vllm'
      ? []
      : [{ name: ADMIN_KEY_VARIABLE, valueFrom: { secretKeyRef: { name: ADMIN_KEY_SECRET, key: 'key' } } }]),
  ];
}
