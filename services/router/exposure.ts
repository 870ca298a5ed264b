import { IntOrString, KubeHorizontalPodAutoscalerV2, KubePodDisruptionBudget, KubeService } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { PORT } from './container.ts';
import { ROUTER, routerLabels, routerSelector } from './labels.ts';
import type { RouterWorkload } from './router-workload.ts';

const MIN_REPLICAS = 2;
const MAX_REPLICAS = 10;
const TARGET_PERCENT = 70;

/** How the router is found, scaled, kept up during maintenance, and watched. */
export function exposure(router: RouterWorkload): readonly Manifest[] {
  const metadata = { name: ROUTER, namespace: router.namespace, labels: routerLabels(router) };
  const selector = { matchLabels: { ...routerSelector(router) } };
  return [
    KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: { ...routerSelector(router) },
        ports: [{ name: 'http', port: PORT, targetPort: IntOrString.fromString('http') }],
        // To the same zone where there is a choice: traffic between zones is paid for.
        trafficDistribution: 'PreferSameZone',
      },
    }),
    KubeHorizontalPodAutoscalerV2.manifest({
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: ROUTER },
        minReplicas: MIN_REPLICAS,
        maxReplicas: MAX_REPLICAS,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: TARGET_PERCENT } } },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } },
      },
    }),
    KubePodDisruptionBudget.manifest({
      metadata,
      spec: { maxUnavailable: IntOrString.fromNumber(1), unhealthyPodEvictionPolicy: 'AlwaysAllow', selector },
    }),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata,
      spec: { selector, podMetricsEndpoints: [{ port: 'admin', path: '/metrics', interval: '15s' }] },
    },
  ];
}
