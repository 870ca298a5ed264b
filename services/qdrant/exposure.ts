import { IntOrString, KubePodDisruptionBudget, KubeService } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { labelsOf, QDRANT, selectorOf } from './labels.ts';
import { API_KEY_SECRET, HTTP_PORT, PEER_PORT, PEERS, type QdrantWorkload, READ_ONLY_KEY } from './qdrant-workload.ts';

/** How Qdrant is found by clients, by its own pods and by Prometheus, and kept up during maintenance. */
export function exposure(qdrant: QdrantWorkload): readonly Manifest[] {
  const metadata = { name: QDRANT, namespace: qdrant.namespace, labels: labelsOf(qdrant) };
  const selector = { ...selectorOf(qdrant, QDRANT) };
  const https = { name: 'https', port: HTTP_PORT, targetPort: IntOrString.fromString('https') };
  return [
    KubeService.manifest({ metadata, spec: { type: 'ClusterIP', selector, ports: [https] } }),
    KubeService.manifest({
      metadata: { ...metadata, name: PEERS },
      spec: {
        clusterIp: 'None',
        // Pods look for each other before they are ready.
        publishNotReadyAddresses: true,
        selector,
        ports: [https, { name: 'peers', port: PEER_PORT, targetPort: IntOrString.fromString('peers') }],
      },
    }),
    KubePodDisruptionBudget.manifest({
      metadata,
      spec: {
        maxUnavailable: IntOrString.fromNumber(1),
        unhealthyPodEvictionPolicy: 'IfHealthyBudget',
        selector: { matchLabels: selector },
      },
    }),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata,
      spec: {
        selector: { matchLabels: selector },
        podMetricsEndpoints: [
          {
            port: 'https',
            path: '/metrics',
            scheme: 'https',
            interval: '30s',
            tlsConfig: { serverName: qdrant.host },
            authorization: { type: 'Bearer', credentials: { name: API_KEY_SECRET, key: READ_ONLY_KEY } },
          },
        ],
      },
    },
    ...(qdrant.targetGroup ? [targetGroupBinding(qdrant)] : []),
  ];
}

/** AWS takes 32 characters, unique in account and region; manifests name it, so it cannot be left to CloudFormation. */
export const targetGroupName = ({ platform }: QdrantWorkload): string => `qdrant-${platform}`;

/** Has the AWS Load Balancer Controller keep the target group equal to the pods behind the Service. */
const targetGroupBinding = (qdrant: QdrantWorkload): Manifest => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: { name: QDRANT, namespace: qdrant.namespace, labels: labelsOf(qdrant) },
  spec: { serviceRef: { name: QDRANT, port: HTTP_PORT }, targetGroupName: targetGroupName(qdrant), targetType: 'ip' },
});
