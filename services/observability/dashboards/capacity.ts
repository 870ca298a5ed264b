import { type Dashboard, lines, number, rateOf } from './dashboard.ts';

export const CAPACITY: Dashboard = {
  uid: 'llm-capacity',
  title: 'LLM platform: capacity',
  description: 'How much room there is: GPUs, replicas, Redis and the vector database.',
  variables: [],
  rows: [
    {
      title: 'Cluster',
      panels: [
        number('GPUs', 'short', 'sum(kube_node_status_allocatable{resource="nvidia_com_gpu"})'),
        number('GPUs asked for', 'percentunit', 'cluster:gpus_requested:ratio'),
        number('Pods that wait', 'short', 'sum(kube_pod_status_phase{phase="Pending"})'),
        number(
          'Nodes not ready',
          'short',
          'count(kube_node_status_condition{condition="Ready",status="true"} == 0) or vector(0)',
        ),
        lines(
          'Replicas',
          'short',
          ['{{deployment}} there', 'kube_deployment_status_replicas_available'],
          ['{{deployment}} wanted', 'kube_deployment_spec_replicas'],
        ),
        lines('Autoscalers', 'percentunit', [
          '{{horizontalpodautoscaler}}',
          'kube_horizontalpodautoscaler_status_current_replicas / kube_horizontalpodautoscaler_spec_max_replicas',
        ]),
        lines('Restarts an hour', 'short', [
          '{{namespace}}/{{pod}}',
          'sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[1h]))',
        ]),
      ],
    },
    {
      title: 'Redis',
      panels: [
        lines('Memory', 'percentunit', ['{{instance}}', 'instance:redis_memory_used:ratio']),
        lines('Commands', 'ops', ['{{instance}}', rateOf('redis_commands_total', 'instance')]),
        lines('Time of a command', 's', ['{{instance}}', 'instance:redis_command_seconds:mean5m']),
        lines('Connections', 'short', ['{{instance}}', 'redis_connected_clients']),
        lines('Evicted a second', 'short', ['{{instance}}', rateOf('redis_evicted_keys_total', 'instance')]),
        lines('Replicas', 'short', ['{{instance}}', 'redis_connected_slaves']),
      ],
    },
    {
      title: 'Vector database',
      panels: [
        lines('Answers', 'reqps', ['{{instance}} {{status}}', rateOf('rest_responses_total', 'instance, status')]),
        lines('Time of an answer', 's', ['{{endpoint}}', 'max by (endpoint) (rest_responses_avg_duration_seconds)']),
        lines(
          'Peers and waiting operations',
          'short',
          ['peers', 'max(cluster_peers_total)'],
          ['waiting', 'sum(cluster_pending_operations_total)'],
        ),
      ],
    },
  ],
};
