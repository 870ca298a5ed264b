import { type Container, IntOrString, KubeConfigMap, KubeDeployment, KubeService } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../../manifests/manifest.ts';
import { configurationOf, resources } from '../../manifests/pod-parts.ts';
import { CONTAINER_SECURITY } from '../../serving/workload/security.ts';
import { DASHBOARDS } from '../dashboards/all.ts';
import { GRAFANA_SECRET, type InCluster } from '../in-cluster/in-cluster.ts';
import { imageOf, metadataOf, selectorOf } from '../in-cluster/labels.ts';
import { disruptionBudget, podBasis, probe, scratch, secretFiles } from '../in-cluster/pod.ts';
import { prometheusUrl } from '../prometheus/prometheus-url.ts';
import { dashboardConfigMaps } from './config-maps.ts';
import { ADMIN_FOLDER, DASHBOARDS_FOLDER, PASSWORD_KEY, provisioning, SETTINGS } from './settings.ts';

const NAME = 'grafana';
const PORT = 3000;
const PROVISIONING = 'grafana-provisioning';

/** One Grafana without a disk: all that it shows comes from files. What people add by hand is gone with the pod. */
export function grafanaManifests(inCluster: InCluster): readonly Manifest[] {
  const { namespace } = inCluster;
  const metadata = metadataOf(inCluster, NAME);
  const selector = { ...selectorOf(inCluster, NAME) };
  const files = Object.entries(provisioning(prometheusUrl(namespace))).map(([path, text]) => ({
    ...{ path, text, key: path.replaceAll('/', '.') },
  }));
  const dashboards = dashboardConfigMaps(DASHBOARDS, namespace);
  return [
    ...dashboards,
    KubeConfigMap.manifest({
      metadata: metadataOf(inCluster, NAME, PROVISIONING),
      data: Object.fromEntries(files.map(({ key, text }) => [key, text])),
    }),
    KubeService.manifest({
      metadata,
      spec: { type: 'ClusterIP', selector, ports: [{ name: 'http', port: PORT, targetPort: IntOrString.fromString('http') }] },
    }),
    KubeDeployment.manifest({
      metadata,
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: metadata.labels ?? {}, annotations: configurationOf(...files.map(({ text }) => text)) },
          spec: {
            ...podBasis(NAME),
            terminationGracePeriodSeconds: 30,
            containers: [CONTAINER],
            volumes: [
              { name: 'provisioning', configMap: { name: PROVISIONING, items: files.map(({ key, path }) => ({ key, path })) } },
              // Grafana reads them again when they change.
              {
                name: 'dashboards',
                projected: { sources: dashboards.map(({ metadata: { name } }) => ({ configMap: { name } })) },
              },
              secretFiles('admin', GRAFANA_SECRET, [PASSWORD_KEY]),
              scratch('data', '200Mi'),
              scratch('tmp', '100Mi'),
            ],
          },
        },
      },
    }),
    disruptionBudget(inCluster, NAME),
  ];
}

const CONTAINER: Container = {
  name: NAME,
  image: imageOf(NAME),
  imagePullPolicy: 'IfNotPresent',
  env: Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
  ports: [{ name: 'http', containerPort: PORT }],
  resources: resources('100m', '512Mi', '500Mi'),
  securityContext: CONTAINER_SECURITY,
  volumeMounts: [
    { name: 'provisioning', mountPath: '/etc/grafana/provisioning', readOnly: true },
    { name: 'dashboards', mountPath: DASHBOARDS_FOLDER, readOnly: true },
    { name: 'admin', mountPath: ADMIN_FOLDER, readOnly: true },
    { name: 'data', mountPath: '/var/lib/grafana' },
    { name: 'tmp', mountPath: '/tmp' },
  ],
  startupProbe: probe('/api/health', 5, 36),
  readinessProbe: probe('/api/health', 5, 3),
  livenessProbe: probe('/api/health', 10, 6),
};
