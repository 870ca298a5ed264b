import { counter, gauge, type MetricSource } from './metric.ts';

const CONTAINER = ['namespace', 'pod', 'container', 'uid'];

/** State of Kubernetes objects. Scrape it with `honorLabels`, as its own charts do: its labels name objects, not itself. */
export const KUBE_STATE_METRICS: MetricSource = {
  component: 'kubernetes',
  exposedBy: 'kube-state-metrics, port 8080',
  release: 'main of 2026-08-20',
  evidence: 'documentation',
  metrics: [
    gauge('kube_pod_status_phase', ['namespace', 'pod', 'phase', 'uid'], 'none', '1 for the phase a pod is in.'),
    gauge('kube_pod_container_status_waiting_reason', [...CONTAINER, 'reason'], 'none', '1 for why a container waits.'),
    gauge('kube_pod_container_status_last_terminated_reason', [...CONTAINER, 'reason'], 'none', '1 for why it ended last.'),
    counter('kube_pod_container_status_restarts_total', CONTAINER, 'none', 'Restarts of a container.'),
    gauge(
      'kube_pod_container_resource_requests',
      [...CONTAINER, 'node', 'resource', 'unit'],
      'none',
      'What a container asks for; GPUs are the resource nvidia_com_gpu.',
    ),
    gauge('kube_node_status_allocatable', ['node', 'resource', 'unit'], 'none', 'What a node has for pods.'),
    gauge('kube_node_status_condition', ['node', 'condition', 'status'], 'none', '1 for the status of a condition of a node.'),
    gauge('kube_deployment_spec_replicas', ['namespace', 'deployment'], 'none', 'Replicas that are wanted.'),
    gauge('kube_deployment_status_replicas_available', ['namespace', 'deployment'], 'none', 'Replicas that are available.'),
    gauge(
      'kube_deployment_status_condition',
      ['namespace', 'deployment', 'condition', 'status', 'reason'],
      'none',
      '1 for the status of a condition of a Deployment.',
    ),
    gauge(
      'kube_horizontalpodautoscaler_spec_max_replicas',
      ['namespace', 'horizontalpodautoscaler'],
      'none',
      'Most replicas that it may ask for.',
    ),
    gauge(
      'kube_horizontalpodautoscaler_status_current_replicas',
      ['namespace', 'horizontalpodautoscaler'],
      'none',
      'Replicas that there are.',
    ),
  ],
};

/** What Prometheus itself writes down about its targets and its alerts. */
export const PROMETHEUS: MetricSource = {
  component: 'monitoring',
  exposedBy: 'Prometheus',
  release: '2.42',
  evidence: 'running',
  metrics: [
    gauge('up', [], 'none', '1 when the last scrape of a target succeeded.'),
    gauge('ALERTS', ['alertname', 'alertstate', 'severity', 'component'], 'none', '1 for each alert that is pending or firing.'),
  ],
};
