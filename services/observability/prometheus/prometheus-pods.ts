import {
  type Container,
  IntOrString,
  KubeConfigMap,
  KubeService,
  KubeStatefulSet,
  Quantity,
} from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { resources } from '../../manifests/pod-parts.ts';
import { CONTAINER_SECURITY } from '../../serving/workload/security.ts';
import { ALERTMANAGER_PORT, alertmanagerPeers } from '../alertmanager/alertmanager-pods.ts';
import type { InCluster } from '../in-cluster/in-cluster.ts';
import { imageOf, metadataOf, selectorOf } from '../in-cluster/labels.ts';
import { storageClass } from '../in-cluster/namespace.ts';
import { disruptionBudget, podBasis, probe } from '../in-cluster/pod.ts';
import { ruleGroups } from '../rules/groups.ts';
import { ruleFile } from '../rules/prometheus.ts';
import { discoveryRole } from './discovery-role.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { PROMETHEUS, PROMETHEUS_PORT } from './prometheus-url.ts';
import { QDRANT_FOLDER, qdrantSecret } from './secured-targets.ts';

const RULES = 'prometheus-rules';
const CONFIG_FOLDER = '/etc/prometheus/config';
const RULES_FOLDER = '/etc/prometheus/rules';
const DATA = '/prometheus';

/** What is left is for the log of what was not yet written to blocks, and for blocks that are being merged. */
const SHARE_OF_DISK = 0.8;

/** One Prometheus on a disk that stays: two would each have gaps of their own, and whoever asks would see now one's, now the other's. */
export function prometheusManifests(inCluster: InCluster): readonly Manifest[] {
  const metadata = metadataOf(inCluster, PROMETHEUS);
  return [
    ...discoveryRole(inCluster),
    KubeConfigMap.manifest({ metadata, data: { 'prometheus.yml': configOf(inCluster) } }),
    KubeConfigMap.manifest({ metadata: metadataOf(inCluster, PROMETHEUS, RULES), data: rulesOf(inCluster) }),
    KubeService.manifest({
      metadata,
      spec: {
        // The pod's own address: there is one, and its name does not change.
        clusterIp: 'None',
        selector: { ...selectorOf(inCluster, PROMETHEUS) },
        ports: [{ name: 'http', port: PROMETHEUS_PORT, targetPort: IntOrString.fromString('http') }],
      },
    }),
    statefulSet(inCluster),
    disruptionBudget(inCluster, PROMETHEUS),
  ];
}

const configOf = (inCluster: InCluster): string =>
  prometheusConfig(inCluster, {
    rules: [`${RULES_FOLDER}/*.yaml`],
    ...(inCluster.alerts && { alertmanagers: { name: alertmanagerPeers(inCluster), port: ALERTMANAGER_PORT } }),
  });

const rulesOf = ({ routersInCluster, runbooks }: InCluster): { readonly [file: string]: string } =>
  Object.fromEntries(
    ruleGroups({ routersInCluster }).map((group) => [
      `${group.name}.yaml`,
      ruleFile(group, runbooks === undefined ? {} : { runbooks }),
    ]),
  );

function statefulSet(inCluster: InCluster): Manifest {
  const metadata = metadataOf(inCluster, PROMETHEUS);
  const selector = selectorOf(inCluster, PROMETHEUS);
  return KubeStatefulSet.manifest({
    metadata,
    spec: {
      serviceName: PROMETHEUS,
      replicas: 1,
      revisionHistoryLimit: 3,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      selector: { matchLabels: { ...selector } },
      template: {
        metadata: { labels: metadata.labels ?? {} },
        spec: {
          ...podBasis(PROMETHEUS),
          // It asks Kubernetes for the pods that it scrapes.
          automountServiceAccountToken: true,
          // What is in memory is written before it ends.
          terminationGracePeriodSeconds: 300,
          containers: [container(inCluster)],
          volumes: [
            { name: 'config', configMap: { name: PROMETHEUS } },
            { name: 'rules', configMap: { name: RULES } },
            ...(inCluster.qdrantHost === undefined ? [] : [{ name: 'qdrant', secret: qdrantSecret }]),
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data', labels: selector },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: storageClass(inCluster),
            resources: { requests: { storage: Quantity.fromString(`${inCluster.storageGib}Gi`) } },
          },
        },
      ],
    },
  });
}

const container = ({ retentionDays, storageGib, qdrantHost }: InCluster): Container => ({
  name: PROMETHEUS,
  image: imageOf(PROMETHEUS),
  imagePullPolicy: 'IfNotPresent',
  args: [
    `--config.file=${CONFIG_FOLDER}/prometheus.yml`,
    // Rules and jobs that change need no restart, which would be a gap.
    '--config.auto-reload',
    `--storage.tsdb.path=${DATA}`,
    `--storage.tsdb.retention.time=${retentionDays}d`,
    `--storage.tsdb.retention.size=${Math.floor(storageGib * SHARE_OF_DISK)}GB`,
    '--enable-feature=exemplar-storage',
  ],
  ...(qdrantHost !== undefined && {
    // Private authorities beside those of the image.
    env: [{ name: 'SSL_CERT_DIR', value: QDRANT_FOLDER }],
  }),
  ports: [{ name: 'http', containerPort: PROMETHEUS_PORT }],
  resources: resources('500m', '4Gi', '100Mi'),
  securityContext: CONTAINER_SECURITY,
  volumeMounts: [
    { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
    { name: 'rules', mountPath: RULES_FOLDER, readOnly: true },
    { name: 'data', mountPath: DATA },
    ...(qdrantHost === undefined ? [] : [{ name: 'qdrant', mountPath: QDRANT_FOLDER, readOnly: true }]),
  ],
  // It reads its log again before it answers.
  startupProbe: probe('/-/ready', 10, 90),
  readinessProbe: probe('/-/ready', 5, 3),
  livenessProbe: probe('/-/healthy', 10, 6),
});
