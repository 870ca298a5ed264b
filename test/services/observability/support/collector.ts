import type { TraceCollector } from '../../../../services/observability/collector/trace-collector.ts';

export const collector: TraceCollector = {
  region: 'eu-west-1',
  platform: 'acme',
  kubernetesVersion: '1.35',
  image: `registry.example.com/otel@sha256:${'0'.repeat(64)}`,
  sampling: { percent: 5, slowSeconds: 20 },
  routerNamespace: 'router',
  senders: ['10.10.0.0/18'],
};
