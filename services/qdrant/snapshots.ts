import { type Container, KubeConfigMap, KubeCronJob } from 'cdk8s-plus-33/lib/imports/k8s';
import type { Manifest } from '../manifests/manifest.ts';
import { resources } from '../manifests/pod-parts.ts';
import { nodeImage } from '../router/node-image.ts';
import { imageReference } from '../serving/engine/images.ts';
import { CONTAINER_SECURITY, POD_SECURITY } from '../serving/workload/security.ts';
import { secretVariable } from './container.ts';
import { labelsOf, QDRANT, SNAPSHOTS } from './labels.ts';
import { HTTP_PORT, PEERS, type QdrantWorkload, REPLICAS } from './qdrant-workload.ts';
import { SNAPSHOT_SCRIPT } from './snapshot-script.ts';

const AUTHORITY = '/tls';

/** Every night each pod writes a snapshot of what it holds to S3; this only asks for it, and has no rights in AWS. */
export function snapshots(qdrant: QdrantWorkload): readonly Manifest[] {
  const { namespace, host } = qdrant;
  const labels = labelsOf(qdrant, SNAPSHOTS);
  const metadata = { name: SNAPSHOTS, namespace, labels };
  return [
    KubeConfigMap.manifest({ metadata, data: { 'snapshot.cjs': SNAPSHOT_SCRIPT } }),
    KubeCronJob.manifest({
      metadata,
      spec: {
        schedule: '17 2 * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          spec: {
            backoffLimit: 2,
            activeDeadlineSeconds: 4 * 3600,
            template: {
              metadata: { labels },
              spec: {
                restartPolicy: 'Never',
                serviceAccountName: 'default',
                automountServiceAccountToken: false,
                enableServiceLinks: false,
                securityContext: POD_SECURITY,
                containers: [snapshotContainer(host, podUrls(namespace))],
                volumes: [
                  { name: 'script', configMap: { name: SNAPSHOTS } },
                  // A certificate of a public authority comes without it.
                  {
                    name: 'authority',
                    secret: { secretName: qdrant.tlsSecret, optional: true, items: [{ key: 'ca.crt', path: 'ca.crt' }] },
                  },
                ],
              },
            },
          },
        },
      },
    }),
  ];
}

const podUrls = (namespace: string): string =>
  Array.from({ length: REPLICAS }, (_, i) => `https://${QDRANT}-${i}.${PEERS}.${namespace}.svc.cluster.local:${HTTP_PORT}`).join(
    ',',
  );

function snapshotContainer(host: string, pods: string): Container {
  return {
    name: 'snapshots',
    image: imageReference(nodeImage()),
    imagePullPolicy: 'IfNotPresent',
    command: ['node', '/script/snapshot.cjs'],
    env: [
      { name: 'PODS', value: pods },
      // The pods' own names are in no certificate.
      { name: 'SERVER_NAME', value: host },
      { name: 'NODE_EXTRA_CA_CERTS', value: `${AUTHORITY}/ca.crt` },
      secretVariable('API_KEY', 'api-key'),
    ],
    resources: resources('50m', '128Mi', '50Mi'),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'script', mountPath: '/script', readOnly: true },
      { name: 'authority', mountPath: AUTHORITY, readOnly: true },
    ],
  };
}
