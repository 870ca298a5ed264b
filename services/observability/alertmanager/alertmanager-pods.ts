import { type Container, IntOrString, KubeConfigMap, KubeService, KubeStatefulSet } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { configurationOf, resources } from '../../manifests/pod-parts.ts';
import { CONTAINER_SECURITY } from '../../serving/workload/security.ts';
import { alertmanagerConfig } from '../alerting/alertmanager.ts';
import { type ClusterAlerts, type InCluster, RECEIVERS_SECRET } from '../in-cluster/in-cluster.ts';
import { imageOf, metadataOf, selectorOf } from '../in-cluster/labels.ts';
import { disruptionBudget, podBasis, probe, scratch, secretFiles } from '../in-cluster/pod.ts';
import { clusterOnCall, SECRETS_FOLDER, secretKeys } from './cluster-on-call.ts';

export const ALERTMANAGER_PORT = 9093;
/** Between the pods: what was told, and what is silenced. */
export const GOSSIP_PORT = 9094;

const NAME = 'alertmanager';
const PEERS = 'alertmanager-peers';
const REPLICAS = 2;
const CONFIG_FOLDER = '/etc/alertmanager/config';

/** Name that resolves to every pod. */
export const alertmanagerPeers = ({ namespace }: InCluster): string => `${PEERS}.${namespace}.svc.cluster.local`;

/** Two that agree on what was told: Prometheus tells both, and people hear of an alert once. Silences live as long as one of them does. */
export function alertmanagerManifests(inCluster: InCluster, alerts: ClusterAlerts): readonly Manifest[] {
  const metadata = metadataOf(inCluster, NAME);
  const selector = { ...selectorOf(inCluster, NAME) };
  const config = alertmanagerConfig(clusterOnCall(alerts));
  return [
    KubeConfigMap.manifest({ metadata, data: { 'alertmanager.yml': config } }),
    KubeService.manifest({
      metadata: metadataOf(inCluster, NAME, PEERS),
      spec: {
        clusterIp: 'None',
        // Pods look for each other before they are ready.
        publishNotReadyAddresses: true,
        selector,
        ports: [
          { name: 'http', port: ALERTMANAGER_PORT, targetPort: IntOrString.fromString('http') },
          { name: 'gossip', port: GOSSIP_PORT, targetPort: IntOrString.fromString('gossip') },
        ],
      },
    }),
    KubeStatefulSet.manifest({
      metadata,
      spec: {
        serviceName: PEERS,
        replicas: REPLICAS,
        podManagementPolicy: 'Parallel',
        revisionHistoryLimit: 3,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: metadata.labels ?? {}, annotations: configurationOf(config) },
          spec: {
            ...podBasis(NAME),
            terminationGracePeriodSeconds: 60,
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'topology.kubernetes.io/zone',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: selector },
              },
            ],
            containers: [container(inCluster)],
            volumes: [
              { name: 'config', configMap: { name: NAME } },
              secretFiles('secrets', RECEIVERS_SECRET, secretKeys(alerts)),
              scratch('data', '100Mi'),
            ],
          },
        },
      },
    }),
    disruptionBudget(inCluster, NAME),
  ];
}

const container = (inCluster: InCluster): Container => ({
  name: NAME,
  image: imageOf(NAME),
  imagePullPolicy: 'IfNotPresent',
  args: [
    `--config.file=${CONFIG_FOLDER}/alertmanager.yml`,
    '--storage.path=/alertmanager',
    `--cluster.listen-address=0.0.0.0:${GOSSIP_PORT}`,
    // Found by itself only in ranges that it takes for private.
    `--cluster.advertise-address=$(POD_IP):${GOSSIP_PORT}`,
    ...Array.from(
      { length: REPLICAS },
      (_, index) => `--cluster.peer=${NAME}-${index}.${alertmanagerPeers(inCluster)}:${GOSSIP_PORT}`,
    ),
  ],
  env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
  ports: [
    { name: 'http', containerPort: ALERTMANAGER_PORT },
    { name: 'gossip', containerPort: GOSSIP_PORT },
  ],
  resources: resources('50m', '128Mi', '200Mi'),
  securityContext: CONTAINER_SECURITY,
  volumeMounts: [
    { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
    { name: 'secrets', mountPath: SECRETS_FOLDER, readOnly: true },
    { name: 'data', mountPath: '/alertmanager' },
  ],
  readinessProbe: probe('/-/ready', 5, 3),
  livenessProbe: probe('/-/healthy', 10, 6),
});
