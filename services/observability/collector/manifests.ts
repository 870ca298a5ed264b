import { createHash } from 'node:crypto';
import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  KubeNamespace,
  KubePodDisruptionBudget,
  KubeService,
  KubeServiceAccount,
  Quantity,
} from 'cdk8s-plus-33/lib/imports/k8s';
import { stringify } from 'yaml';
import { imageProblems } from '../../manifests/checks/images.ts';
import { podSecurityProblems } from '../../manifests/checks/pod-security.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { podSecurityLabels } from '../../manifests/pod-security-labels.ts';
import { podsOf } from '../../manifests/pods.ts';
import { CONTAINER_SECURITY, POD_SECURITY } from '../../serving/workload/security.ts';
import { collectorConfig } from './collector-config.ts';
import { collectorPolicies } from './network-policies.ts';
import { HEALTH_PORT, NAMESPACE, OTLP_PORT, SERVICE_ACCOUNT, type TraceCollector } from './trace-collector.ts';

const NAME = SERVICE_ACCOUNT;
const REPLICAS = 2;
const MEMORY_MIB = 512;
const CONFIG = '/etc/otel';

/**
 * The Kubernetes objects of a region's collector of traces.
 *
 * @throws Error with every problem
 */
export function collectorManifests(collector: TraceCollector): readonly Manifest[] {
  const labels = collectorLabels(collector);
  const metadata = { name: NAME, namespace: NAMESPACE, labels };
  const selector = { matchLabels: { ...selectorOf(collector) } };
  const deployment = workload(collector);
  const problems = [deployment].flatMap(podsOf).flatMap((pod) => [...podSecurityProblems(pod), ...imageProblems(pod)]);
  if (problems.length > 0) {
    throw new Error(`The collector of ${collector.region} cannot run:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  }
  return [
    KubeNamespace.manifest({
      metadata: { name: NAMESPACE, labels: { ...labels, ...podSecurityLabels('restricted', collector.kubernetesVersion) } },
    }),
    ...[SERVICE_ACCOUNT, 'default'].map((name) =>
      KubeServiceAccount.manifest({ metadata: { ...metadata, name }, automountServiceAccountToken: false }),
    ),
    ...collectorPolicies(collector, metadata, selector),
    KubeConfigMap.manifest({ metadata, data: { 'collector.yaml': configText(collector) } }),
    deployment,
    KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector: { ...selector.matchLabels },
        ports: [{ name: 'otlp-http', port: OTLP_PORT, targetPort: IntOrString.fromString('otlp-http') }],
      },
    }),
    KubePodDisruptionBudget.manifest({ metadata, spec: { minAvailable: IntOrString.fromNumber(1), selector } }),
  ];
}

const configText = (collector: TraceCollector): string => stringify(collectorConfig(collector), { lineWidth: 0 });

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const selectorOf = ({ platform }: TraceCollector) => ({
  'app.kubernetes.io/instance': platform,
  'app.kubernetes.io/component': NAME,
});

const collectorLabels = (collector: TraceCollector): Record<string, string> => ({
  'app.kubernetes.io/name': NAME,
  ...selectorOf(collector),
  'app.kubernetes.io/part-of': 'llm-platform',
  'app.kubernetes.io/managed-by': 'llm-platform-blueprint',
});

function workload(collector: TraceCollector): Manifest {
  const labels = collectorLabels(collector);
  const matchLabels = { ...selectorOf(collector) };
  return KubeDeployment.manifest({
    metadata: { name: NAME, namespace: NAMESPACE, labels },
    spec: {
      replicas: REPLICAS,
      revisionHistoryLimit: 3,
      selector: { matchLabels },
      template: {
        // Pods begin anew when their configuration changes.
        metadata: { labels, annotations: { 'llm-platform/configuration': digestOf(configText(collector)) } },
        spec: {
          serviceAccountName: SERVICE_ACCOUNT,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          securityContext: POD_SECURITY,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'topology.kubernetes.io/zone',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels },
            },
          ],
          containers: [container(collector)],
          volumes: [{ name: 'config', configMap: { name: NAME } }],
        },
      },
    },
  });
}

function container({ image, region }: TraceCollector): Container {
  const limits = { memory: Quantity.fromString(`${MEMORY_MIB}Mi`), 'ephemeral-storage': Quantity.fromString('100Mi') };
  const probe = { httpGet: { path: '/', port: IntOrString.fromNumber(HEALTH_PORT) }, periodSeconds: 5, timeoutSeconds: 3 };
  return {
    name: 'collector',
    image,
    imagePullPolicy: 'IfNotPresent',
    args: [`--config=${CONFIG}/collector.yaml`],
    env: [
      { name: 'AWS_REGION', value: region },
      // Go gives memory back before the limiter has to refuse.
      { name: 'GOMEMLIMIT', value: `${Math.floor(MEMORY_MIB * 0.8)}MiB` },
    ],
    ports: [{ name: 'otlp-http', containerPort: OTLP_PORT }],
    resources: { limits, requests: { ...limits, cpu: Quantity.fromString('200m') } },
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'config', mountPath: CONFIG, readOnly: true }],
    readinessProbe: probe,
    livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
  };
}
