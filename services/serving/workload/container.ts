import { type Container, type EnvVar, IntOrString, type Probe, Quantity } from 'cdk8s-plus-33/lib/imports/k8s';
import { engineOf } from '../engine/engine.ts';
import { imageReference } from '../engine/images.ts';
import { ADMIN_KEY_VARIABLE, tritonCommand } from '../engine/triton-command.ts';
import { type PodRole, vllmCommand } from '../engine/vllm-command.ts';
import { MODELS_PATH } from '../engine/weights.ts';
import { doorsOf, listensAt } from '../entry/doors.ts';
import { ADMIN_KEY_SECRET } from '../names.ts';
import type { ModelRelease, ServedModel } from '../served-model.ts';
import type { GpuNodes, Serving } from '../serving.ts';
import { CONTAINER_SECURITY } from './security.ts';
import { EFA_HUGE_PAGES_MIB, LOGS_GIB, SCRATCH_GIB } from './sizes.ts';
import { FORGET_SECONDS, STARTUP_PERIOD_SECONDS, startupFailureThreshold } from './timing.ts';

/** Whoever calls closes an idle connection, and the load balancer does after 4000 s: by itself vLLM would after 5, and requests be sent into the void. */
const KEPT_SECONDS = '4100';

/** The container of a model server. */
export function serverContainer(
  serving: Serving,
  model: ServedModel,
  release: ModelRelease,
  nodes: GpuNodes,
  role: PodRole,
): Container {
  const { software } = engineOf(model.engine);
  const host = listensAt(serving);
  const command = software === 'vllm' ? vllmCommand(model, release, role, host) : tritonCommand(model, release, host);
  return {
    name: software,
    image: imageReference(model.image),
    imagePullPolicy: 'IfNotPresent',
    command: [...command],
    env: environment(model, role),
    ports: portsOf(serving, model),
    resources: resources(model, nodes, role),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'models', mountPath: MODELS_PATH, readOnly: true },
      { name: 'shared-memory', mountPath: '/dev/shm' },
      { name: 'scratch', mountPath: '/tmp', subPath: 'tmp' },
      { name: 'scratch', mountPath: '/home/server', subPath: 'home' },
    ],
    // A worker of a group answers no HTTP, and stays as long as its leader has answers to finish.
    ...(role === 'worker' ? {} : probes(serving, model)),
    lifecycle: { preStop: { sleep: { seconds: FORGET_SECONDS + (role === 'worker' ? model.drainSeconds : 0) } } },
  };
}

/** Also those of what stands in front of it: Services and Prometheus look for names at the containers that stay. */
function portsOf(serving: Serving, { engine }: ServedModel): Container['ports'] {
  const { protocol, routers, loadBalancer, metrics } = doorsOf(serving, engine);
  return [
    { name: protocol, containerPort: routers },
    ...(serving.targetGroups && loadBalancer !== routers ? [{ name: 'load-balancer', containerPort: loadBalancer }] : []),
    ...(metrics === routers ? [] : [{ name: 'metrics', containerPort: metrics }]),
  ];
}

function probes(serving: Serving, model: ServedModel): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const { readyPath, livePath } = engineOf(model.engine);
  const probe = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
    httpGet: { path, port: IntOrString.fromNumber(doorsOf(serving, model.engine).probes) },
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
    ...(engine === 'vllm' ? { VLLM_NO_USAGE_STATS: '1', VLLM_HTTP_TIMEOUT_KEEP_ALIVE: KEPT_SECONDS } : {}),
    ...(role === 'single' ? {} : { FI_PROVIDER: 'efa', FI_EFA_USE_DEVICE_RDMA: '1', NCCL_SOCKET_IFNAME: 'eth0' }),
  };
  return [
    ...Object.entries(variables).map(([name, value]) => ({ name, value })),
    ...(engine === 'vllm'
      ? []
      : [{ name: ADMIN_KEY_VARIABLE, valueFrom: { secretKeyRef: { name: ADMIN_KEY_SECRET, key: 'key' } } }]),
  ];
}
