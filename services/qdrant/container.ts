import { type Container, type EnvVar, IntOrString, type Probe } from 'cdk8s-plus-33/lib/imports/k8s';
import versions from '../add-ons/versions.json';
import { resources } from '../manifests/pod-parts.ts';
import { imageReference } from '../serving/engine/images.ts';
import { CONTAINER_SECURITY } from '../serving/workload/security.ts';
import {
  API_KEY_SECRET,
  HTTP_PORT,
  PEER_PORT,
  PEERS,
  type QdrantWorkload,
  READ_ONLY_KEY,
  SNAPSHOTS_PREFIX,
} from './qdrant-workload.ts';

const STORAGE = '/qdrant/storage';
const INIT = '/qdrant/init';
const TLS = '/qdrant/tls';

/** The first pod founds the cluster, the others join it; each says by which name it is reached. */
const START = [
  `index="\${HOSTNAME##*-}"`,
  `first="http://\${HOSTNAME%-*}-0.${PEERS}:${PEER_PORT}"`,
  `uri="http://$HOSTNAME.${PEERS}:${PEER_PORT}"`,
  'if [ "$index" = 0 ]; then exec ./entrypoint.sh --uri "$uri"; fi',
  'exec ./entrypoint.sh --bootstrap "$first" --uri "$uri"',
].join('\n');

/** Environment of Qdrant's settings: `__` goes one level down. */
function settings({ region, snapshotBucket }: QdrantWorkload): Readonly<Record<string, string>> {
  const snapshots = 'QDRANT__STORAGE__SNAPSHOTS_CONFIG__';
  return {
    QDRANT__CLUSTER__ENABLED: 'true',
    QDRANT__CLUSTER__P2P__PORT: String(PEER_PORT),
    // Of collections that say nothing of it: any one pod may fail, and what it held is elsewhere.
    QDRANT__STORAGE__COLLECTION__REPLICATION_FACTOR: '2',
    QDRANT__STORAGE__COLLECTION__WRITE_CONSISTENCY_FACTOR: '2',
    QDRANT__STORAGE__SNAPSHOTS_PATH: `${STORAGE}/snapshots`,
    [`${snapshots}SNAPSHOTS_STORAGE`]: 's3',
    [`${snapshots}S3_CONFIG__BUCKET`]: snapshotBucket,
    [`${snapshots}S3_CONFIG__PREFIX`]: SNAPSHOTS_PREFIX,
    [`${snapshots}S3_CONFIG__REGION`]: region,
    QDRANT__SERVICE__ENABLE_TLS: 'true',
    QDRANT__TLS__CERT: `${TLS}/tls.crt`,
    QDRANT__TLS__KEY: `${TLS}/tls.key`,
    QDRANT__TELEMETRY_DISABLED: 'true',
    QDRANT_INIT_FILE_PATH: `${INIT}/.qdrant-initialized`,
  };
}

export const secretVariable = (name: string, key: string): EnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: API_KEY_SECRET, key } },
});

export function qdrantContainer(qdrant: QdrantWorkload): Container {
  return {
    name: 'qdrant',
    image: imageReference(versions.images.qdrant),
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-ec', START],
    workingDir: '/qdrant',
    env: [
      ...Object.entries(settings(qdrant)).map(([name, value]) => ({ name, value })),
      secretVariable('QDRANT__SERVICE__API_KEY', 'api-key'),
      secretVariable('QDRANT__SERVICE__READ_ONLY_API_KEY', READ_ONLY_KEY),
    ],
    ports: [
      { name: 'https', containerPort: HTTP_PORT },
      { name: 'peers', containerPort: PEER_PORT },
    ],
    resources: resources('1', `${qdrant.memoryGib}Gi`, '1Gi'),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: [
      { name: 'storage', mountPath: STORAGE },
      { name: 'init', mountPath: INIT },
      { name: 'tls', mountPath: TLS, readOnly: true },
    ],
    // Shards are loaded before the first answer.
    startupProbe: probe('/healthz', 5, 120),
    readinessProbe: probe('/readyz', 5, 3),
    livenessProbe: probe('/livez', 10, 6),
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
  };
}

/** These paths want no key. */
const probe = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
  httpGet: { path, port: IntOrString.fromString('https'), scheme: 'HTTPS' },
  periodSeconds,
  timeoutSeconds: 5,
  failureThreshold,
});
