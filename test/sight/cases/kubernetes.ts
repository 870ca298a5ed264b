import { type AlertCase, flat, type Samples, step } from './alert-case.ts';

const POD = 'namespace="models",pod="llama-1"';
const container = (name: string, more: string): string => `${name}{${POD},container="server"${more}}`;

/** A pod that asks for GPUs, or for CPUs only. */
const asks = (resource: string): Samples => ({
  [container('kube_pod_container_resource_requests', `,resource="${resource}",unit="integer"`)]: flat(8),
});
const waits = (reason: string, values = flat(1)): Samples => ({
  [container('kube_pod_container_status_waiting_reason', `,reason="${reason}"`)]: values,
});
const killed = (reason: string, restarts: string): Samples => ({
  ...asks('nvidia_com_gpu'),
  [container('kube_pod_container_status_last_terminated_reason', `,reason="${reason}"`)]: flat(1),
  [container('kube_pod_container_status_restarts_total', '')]: restarts,
});
const pending = (values: string): Samples => ({ [`kube_pod_status_phase{${POD},phase="Pending"}`]: values });
const replicas = (available: number): Samples => ({
  'kube_deployment_spec_replicas{namespace="models",deployment="llama"}': flat(3),
  'kube_deployment_status_replicas_available{namespace="models",deployment="llama"}': flat(available),
});
const progressing = (status: string): Samples => ({
  [`kube_deployment_status_condition{namespace="models",deployment="llama",condition="Progressing",status="${status}"}`]: flat(1),
});
const allocatable = (resource: string): Samples => ({
  [`kube_node_status_allocatable{node="node-1",resource="${resource}",unit="integer"}`]: flat(8),
});
const ready = (value: number): Samples => ({
  'kube_node_status_condition{node="node-1",condition="Ready",status="true"}': flat(value),
});
const autoscaler = (current: number): Samples => ({
  'kube_horizontalpodautoscaler_spec_max_replicas{namespace="models",horizontalpodautoscaler="llama"}': flat(4),
  'kube_horizontalpodautoscaler_status_current_replicas{namespace="models",horizontalpodautoscaler="llama"}': flat(current),
});

export const KUBERNETES_CASES: readonly AlertCase[] = [
  {
    alert: 'ModelServerCrashLooping',
    at: '10m',
    labels: POD,
    fires: { ...asks('nvidia_com_gpu'), ...waits('CrashLoopBackOff') },
    quiet: { ...asks('cpu'), ...waits('CrashLoopBackOff') },
  },
  {
    alert: 'ModelServerOutOfMemory',
    at: '20m',
    labels: POD,
    fires: killed('OOMKilled', step(10, 0, 1)),
    quiet: killed('OOMKilled', flat(1)),
  },
  {
    alert: 'ModelServerImageMissing',
    at: '20m',
    labels: POD,
    fires: { ...asks('nvidia_com_gpu'), ...waits('ImagePullBackOff') },
    quiet: { ...asks('nvidia_com_gpu'), ...waits('ContainerCreating') },
  },
  {
    alert: 'ModelServerPending',
    at: '30m',
    labels: POD,
    fires: { ...asks('nvidia_com_gpu'), ...pending(flat(1)) },
    quiet: { ...asks('nvidia_com_gpu'), ...pending(step(12, 1, 0)) },
  },
  { alert: 'DeploymentReplicasMissing', at: '30m', labels: 'deployment="llama"', fires: replicas(2), quiet: replicas(3) },
  { alert: 'RolloutStuck', at: '5m', labels: 'deployment="llama"', fires: progressing('false'), quiet: progressing('true') },
  {
    alert: 'GPUNodeNotReady',
    at: '10m',
    labels: 'node="node-1"',
    fires: { ...allocatable('nvidia_com_gpu'), ...ready(0) },
    quiet: { ...allocatable('cpu'), ...ready(0) },
  },
  {
    alert: 'GPUCapacityExhausted',
    at: '40m',
    labels: 'severity="warning"',
    fires: { ...allocatable('nvidia_com_gpu'), ...asks('nvidia_com_gpu') },
    quiet: { ...allocatable('nvidia_com_gpu'), ...asks('cpu') },
  },
  {
    alert: 'AutoscalerAtMaximum',
    at: '40m',
    labels: 'horizontalpodautoscaler="llama"',
    fires: autoscaler(4),
    quiet: autoscaler(3),
  },
];
