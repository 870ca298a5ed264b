import { NUMBER, PERCENT, type RuleGroup } from './rule.ts';

const POD = '{{ $labels.namespace }}/{{ $labels.pod }}';
const GPU_PODS = 'sum by (namespace, pod) (kube_pod_container_resource_requests{resource="nvidia_com_gpu"}) > 0';
const GPU_NODES = 'kube_node_status_allocatable{resource="nvidia_com_gpu"} > 0';

/** What Kubernetes makes of the models that it runs: pods that ask for GPUs, and the nodes that have them. */
export const KUBERNETES_RULES: RuleGroup = {
  name: 'model-serving',
  component: 'kubernetes',
  records: [
    {
      record: 'cluster:gpus_requested:ratio',
      expr: 'sum(kube_pod_container_resource_requests{resource="nvidia_com_gpu"}) / sum(kube_node_status_allocatable{resource="nvidia_com_gpu"})',
    },
  ],
  alerts: [
    {
      alert: 'ModelServerCrashLooping',
      expr: `max by (namespace, pod) (kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}) == 1 and on (namespace, pod) (${GPU_PODS})`,
      for: '5m',
      severity: 'critical',
      summary: 'A model server ends again and again.',
      description: `${POD} is in CrashLoopBackOff.`,
    },
    {
      alert: 'ModelServerOutOfMemory',
      expr: `max by (namespace, pod) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled"}) == 1 and sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[15m])) > 0 and on (namespace, pod) (${GPU_PODS})`,
      for: '0m',
      severity: 'critical',
      summary: 'A model server was killed for want of memory.',
      description: `${POD} used more memory of its host than its limit.`,
    },
    {
      alert: 'ModelServerImageMissing',
      expr: `max by (namespace, pod) (kube_pod_container_status_waiting_reason{reason=~"ImagePullBackOff|ErrImagePull"}) == 1 and on (namespace, pod) (${GPU_PODS})`,
      for: '10m',
      severity: 'critical',
      summary: 'The image of a model server cannot be pulled.',
      description: `${POD} waits for its image.`,
    },
    {
      alert: 'ModelServerPending',
      expr: `max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) == 1 and on (namespace, pod) (${GPU_PODS})`,
      for: '20m',
      severity: 'warning',
      summary: 'A model server does not start.',
      description: `${POD} has been pending for twenty minutes, longer than a node and an image take.`,
    },
    {
      alert: 'DeploymentReplicasMissing',
      expr: 'kube_deployment_status_replicas_available < kube_deployment_spec_replicas',
      for: '20m',
      severity: 'warning',
      summary: 'A Deployment has fewer replicas than it should.',
      description: `{{ $labels.namespace }}/{{ $labels.deployment }} has ${NUMBER} replicas available, fewer than wanted.`,
    },
    {
      alert: 'RolloutStuck',
      expr: 'kube_deployment_status_condition{condition="Progressing",status="false"} == 1',
      for: '1m',
      severity: 'warning',
      summary: 'A rollout does not get on.',
      description: 'The rollout of {{ $labels.namespace }}/{{ $labels.deployment }} has passed its deadline.',
    },
    {
      alert: 'GPUNodeNotReady',
      expr: `max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0 and on (node) (${GPU_NODES})`,
      for: '5m',
      severity: 'critical',
      summary: 'A node with GPUs is not ready.',
      description: '{{ $labels.node }} has not been ready for five minutes.',
    },
    {
      alert: 'GPUCapacityExhausted',
      expr: 'cluster:gpus_requested:ratio > 0.95',
      for: '30m',
      severity: 'warning',
      summary: 'The GPUs of the cluster are taken.',
      description: `${PERCENT} of the GPUs of the cluster are requested.`,
    },
    {
      alert: 'AutoscalerAtMaximum',
      expr: 'kube_horizontalpodautoscaler_status_current_replicas >= kube_horizontalpodautoscaler_spec_max_replicas',
      for: '30m',
      severity: 'warning',
      summary: 'An autoscaler has been at its maximum for half an hour.',
      description: `{{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} has ${NUMBER} replicas and may have no more.`,
    },
  ],
};
