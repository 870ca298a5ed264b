import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeDeployment,
  KubeNamespace,
  KubePodDisruptionBudget,
  KubeService,
  KubeServiceAccount,
  type ObjectMeta,
} from 'cdk8s-plus-33/lib/imports/k8s';
import { stringify } from 'yaml';
import { podProblems } from '../../manifests/checks/pods.ts';
import { type Labels, PLATFORM_LABELS } from '../../manifests/labels.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { configurationOf, resources } from '../../manifests/pod-parts.ts';
import { podSecurityLabels } from '../../manifests/pod-security-labels.ts';
import { refuse } from '../../manifests/problems.ts';
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
 * @throws ManifestError with every problem
 */
export function collectorManifests(collector: TraceCollector): readonly Manifest[] {
  const selector = selectorOf(collector);
  const labels = { 'app.kubernetes.io/name': NAME, ...selector, ...PLATFORM_LABELS };
  const metadata = { name: NAME, namespace: NAMESPACE, labels };
  const config = stringify(collectorConfig(collector), { lineWidth: 0 });
  const deployment = workload(collector, metadata, selector, config);
  refuse(`The collector of ${collector.region} cannot run`, podProblems([deployment]));
  return [
    KubeNamespace.manifest({
      metadata: { name: NAMESPACE, labels: { ...labels, ...podSecurityLabels('restricted', collector.kubernetesVersion) } },
    }),
    ...[SERVICE_ACCOUNT, 'default'].map((name) =>
      KubeServiceAccount.manifest({ metadata: { ...metadata, name }, automountServiceAccountToken: false }),
    ),
    ...collectorPolicies(collector, metadata, { matchLabels: selector }),
    KubeConfigMap.manifest({ metadata, data: { 'collector.yaml': config } }),
    deployment,
    KubeService.manifest({
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'otlp-http', port: OTLP_PORT, targetPort: IntOrString.fromString('otlp-http') }],
      },
    }),
    KubePodDisruptionBudget.manifest({
      metadata,
      spec: { minAvailable: IntOrString.fromNumber(1), selector: { matchLabels: selector } },
    }),
  ];
}

const selectorOf = ({ platform }: TraceCollector): Labels => ({
  'app.kubernetes.io/instance': platform,
  'app.kubernetes.io/component': NAME,
});

function workload(collector: TraceCollector, metadata: ObjectMeta, matchLabels: Labels, config: string): Manifest {
  return KubeDeployment.manifest({
    metadata,
    spec: {
      replicas: REPLICAS,
      revisionHistoryLimit: 3,
      selector: { matchLabels },
      template: {
        metadata: { labels: metadata.labels, annotations: configurationOf(config) },
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
    resources: resources('200m', `${MEMORY_MIB}Mi`, '100Mi'),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [{ name: 'config', mountPath: CONFIG, readOnly: true }],
    readinessProbe: probe,
    livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
  };
}
