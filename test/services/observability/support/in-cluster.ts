import type { InCluster } from '../../../../services/observability/in-cluster/in-cluster.ts';

/** With everything that there can be. */
export const inCluster: InCluster = {
  region: 'eu-west-1',
  platform: 'acme',
  namespace: 'monitoring',
  kubernetesVersion: '1.35',
  retentionDays: 30,
  storageGib: 200,
  routersInCluster: true,
  qdrantHost: 'qdrant.example.org',
  runbooks: 'https://wiki.example.org/runbooks/',
  alerts: { pager: 'pagerduty', others: { kind: 'chat', channel: '#llm-platform' } },
};
