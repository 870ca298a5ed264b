import { manifestFiles } from '../../../services/manifests/manifest-files.ts';
import { type NamedPod, podsOf } from '../../../services/manifests/pods.ts';
import { qdrantManifests } from '../../../services/qdrant/manifests.ts';
import { strictValidator, whenThere } from '../serving/support/strict-schemas.ts';
import { qdrant } from './support.ts';

const manifests = qdrantManifests(qdrant);
const specOf = (kind: string, name = 'qdrant') =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)?.spec as Record<string, unknown>;
const [database, job] = manifests.flatMap(podsOf);

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}
/** Of the first container of a pod. */
const variablesOf = (pod: NamedPod | undefined): readonly Variable[] => {
  const [container] = pod?.spec.containers ?? [];
  return container === undefined ? [] : (container as unknown as { env: Variable[] }).env;
};
const variables = variablesOf(database);
const settingOf = (name: string) => variables.find((variable) => variable.name === name)?.value;

describe('the pods', () => {
  test('are three, in zones and on nodes of their own, of which one leaves at a time', () => {
    expect(specOf('StatefulSet')).toMatchObject({
      replicas: 3,
      podManagementPolicy: 'Parallel',
      serviceName: 'qdrant-peers',
      template: {
        spec: {
          topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) =>
            expect.objectContaining({ topologyKey, maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule' }),
          ),
        },
      },
    });
    expect(specOf('PodDisruptionBudget')).toMatchObject({ maxUnavailable: 1 });
  });

  test('form a cluster in which each shard is twice', () => {
    expect(settingOf('QDRANT__CLUSTER__ENABLED')).toBe('true');
    expect(settingOf('QDRANT__STORAGE__COLLECTION__REPLICATION_FACTOR')).toBe('2');
    const [, , script] = database?.spec.containers?.[0]?.command ?? [];
    expect(script).toContain('--bootstrap "$first" --uri "$uri"');
  });

  test('keep what they hold on encrypted disks that nothing deletes', () => {
    const { volumeClaimTemplates, persistentVolumeClaimRetentionPolicy } = specOf('StatefulSet');
    expect(volumeClaimTemplates).toMatchObject([
      { spec: { storageClassName: 'qdrant-gp3', resources: { requests: { storage: '200Gi' } } } },
    ]);
    expect(persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
    expect(manifests.find(({ kind }) => kind === 'StorageClass')).toMatchObject({
      parameters: { type: 'gp3', encrypted: 'true' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  });

  test('have their keys from a secret that is in no file', () => {
    expect(variables.filter(({ name }) => name.endsWith('API_KEY'))).toEqual([
      {
        name: 'QDRANT__SERVICE__API_KEY',
        valueFrom: { secretKeyRef: { name: 'qdrant-api-key', key: 'api-key' } },
      },
      {
        name: 'QDRANT__SERVICE__READ_ONLY_API_KEY',
        valueFrom: { secretKeyRef: { name: 'qdrant-api-key', key: 'read-only-api-key' } },
      },
    ]);
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  test('speak TLS, write snapshots to S3 without a key of AWS, and tell nobody about themselves', () => {
    expect(settingOf('QDRANT__SERVICE__ENABLE_TLS')).toBe('true');
    expect(settingOf('QDRANT__STORAGE__SNAPSHOTS_CONFIG__SNAPSHOTS_STORAGE')).toBe('s3');
    expect(settingOf('QDRANT__STORAGE__SNAPSHOTS_CONFIG__S3_CONFIG__BUCKET')).toBe(qdrant.snapshotBucket);
    expect(variables.filter(({ name }) => /ACCESS_KEY|SECRET_KEY/.test(name))).toEqual([]);
    expect(settingOf('QDRANT__TELEMETRY_DISABLED')).toBe('true');
  });

  test('run images by digest', () => {
    for (const pod of [database, job]) {
      expect(pod?.spec.containers?.map(({ image }) => image)).toEqual([expect.stringMatching(/@sha256:[0-9a-f]{64}$/)]);
    }
  });
});

describe('the network', () => {
  const inOf = (name: string) => (specOf('NetworkPolicy', name).ingress ?? []) as { from: unknown[]; ports: unknown[] }[];

  test('is closed but for routers, Prometheus, snapshots and the pods themselves', () => {
    expect(specOf('NetworkPolicy', 'deny-all')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    expect(inOf('allow-clients').map(({ ports }) => ports)).toEqual([[{ port: 6333, protocol: 'TCP' }]]);
    expect(inOf('allow-clients')[0]?.from).toContainEqual({ ipBlock: { cidr: '10.10.0.0/16' } });
    expect(inOf('allow-peers').map(({ ports }) => ports)).toEqual([[{ port: 6335, protocol: 'TCP' }]]);
  });

  test('lets the database out to S3, and the job to the database alone', () => {
    const { egress } = specOf('NetworkPolicy', 'allow-s3') as { egress: unknown[] };
    expect(egress).toContainEqual({
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
    const names = manifests.filter(({ kind }) => kind === 'NetworkPolicy').map(({ metadata }) => metadata.name);
    expect(names.sort()).toEqual(['allow-clients', 'allow-dns', 'allow-peers', 'allow-s3', 'allow-snapshots', 'deny-all']);
  });
});

test('a job asks each pod for snapshots every night, one at a time', () => {
  expect(specOf('CronJob', 'qdrant-snapshots')).toMatchObject({ schedule: '17 2 * * *', concurrencyPolicy: 'Forbid' });
  const env = variablesOf(job);
  expect(env.find(({ name }) => name === 'PODS')?.value?.split(',')).toEqual(
    [0, 1, 2].map((i) => `https://qdrant-${i}.qdrant-peers.qdrant.svc.cluster.local:6333`),
  );
  expect(env.find(({ name }) => name === 'SERVER_NAME')?.value).toBe('qdrant.example.com');
});

test('Prometheus reads with the key that can read only', () => {
  expect(specOf('PodMonitor')).toMatchObject({
    podMetricsEndpoints: [
      { scheme: 'https', authorization: { credentials: { name: 'qdrant-api-key', key: 'read-only-api-key' } } },
    ],
  });
});

test('the same facts give the same bytes', () => {
  expect([...manifestFiles(qdrantManifests({ ...qdrant }))]).toEqual([...manifestFiles(manifests)]);
});

test('all mistakes are said at once', () => {
  const wrong = {
    ...qdrant,
    namespace: 'Q_drant',
    kubernetesVersion: '1',
    host: 'https://x',
    storageGib: 1,
    memoryGib: Number.NaN,
    snapshotBucket: '',
    routers: { namespace: 'router', cidrs: ['10.0.0.0'] },
  };
  expect(() => qdrantManifests(wrong)).toThrow(
    /namespace is "Q_drant".*kubernetesVersion is "1".*host is.*storageGib is 1.*memoryGib is NaN.*snapshotBucket is "".*"10.0.0.0" is no IPv4 range/s,
  );
});

(whenThere.run ? test.each(['1.35', '1.36']) : test.skip.each(['1.35', '1.36']))(
  `a strict server of Kubernetes %s takes every object${whenThere.named}`,
  (version) => {
    const problems = strictValidator(version);
    expect(manifests.flatMap((manifest) => problems(manifest).map((problem) => `${manifest.metadata.name}: ${problem}`))).toEqual(
      [],
    );
  },
);
