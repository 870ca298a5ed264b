import { catalogueRegions } from '../../../../lib/config/catalogue/regions.ts';
import { vectorEnginesOf } from '../../../../lib/config/catalogue/vector-engines.ts';
import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Region = PlatformInput['regions'][string];

const CIDR = '10.10.0.0/16';
const linesIn = (name: string, parts: Region): string[] => linesOf(input({ regions: { [name]: parts } }));
const resolved = (parts: Region) => platform(input({ regions: { 'us-east-1': parts } })).regions['us-east-1']?.vectors;
const apiKey = { secret: 'qdrant/api-key' };
const url = 'https://qdrant.example.com:6333';
const postgresql = { host: 'db.example.com', database: 'vectors', user: 'router', resourceId: 'cluster-ABCDEFGHIJ' };
const NETWORK = 'the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists';

test('a region without vectors has none; an engine alone has its defaults', () => {
  expect(resolved({ cidr: CIDR })).toBeUndefined();
  expect(resolved({ cidr: CIDR, vectors: { engine: 'aurora-postgresql' } })).toEqual({
    ...{ engine: 'aurora-postgresql', minimumCapacity: 0.5, maximumCapacity: 4, readers: 1, backupRetentionDays: 14 },
  });
  expect(resolved({ vectors: { engine: 's3-vectors' } })).toEqual({ engine: 's3-vectors' });
});

test('what exists is taken as it is', () => {
  expect(resolved({ vectors: { engine: 'existing', existing: { postgresql } } })).toEqual({
    ...postgresql,
    ...{ engine: 'existing-postgresql', port: 5432 },
  });
  expect(resolved({ vectors: { engine: 'existing', existing: { qdrant: { url, apiKey } } } })).toEqual({
    ...{ engine: 'existing-qdrant', url, apiKey },
  });
});

test.each<[string, Region, string]>([
  [
    'us-east-1',
    { vectors: { engine: 'aurora-postgresql' } },
    `vectors.engine: 'aurora-postgresql' needs a network in us-east-1, and ${NETWORK}`,
  ],
  [
    'us-east-1',
    { vectors: { engine: 'opensearch-serverless' } },
    `vectors.engine: 'opensearch-serverless' needs a network in us-east-1, and ${NETWORK}`,
  ],
  [
    'us-east-1',
    {
      vpc: { vpcId: 'vpc-01234567', privateSubnetIds: ['subnet-01234567'], zones: ['us-east-1a'] },
      vectors: { engine: 'aurora-postgresql' },
    },
    "vectors.engine: 'aurora-postgresql' needs subnets in two zones, so that one can fail; give vpc a second one",
  ],
  [
    'ca-west-1',
    { cidr: CIDR, vectors: { engine: 'opensearch-serverless' } },
    "vectors.engine: 'opensearch-serverless' is not offered in ca-west-1; there you can use aurora-postgresql, s3-vectors",
  ],
  [
    'us-east-1',
    { cidr: CIDR, natGateways: 0, vectors: { engine: 's3-vectors' } },
    "vectors.engine: 's3-vectors' is reached through the internet, and us-east-1 has no NAT gateway; give it one, or use aurora-postgresql",
  ],
  [
    'us-east-1',
    { cidr: CIDR, vectors: { engine: 'aurora-postgresql', minimumCapacity: 8 } },
    'vectors.minimumCapacity: 8 is more than maximumCapacity, 4; raise maximumCapacity',
  ],
  [
    'us-east-1',
    { cidr: CIDR, vectors: { engine: 'aurora-postgresql', maximumCapacity: 2.3 } },
    'vectors.maximumCapacity: 2.3 is not a capacity of 1 to 256 units, in halves; use a number such as 4',
  ],
  [
    'us-east-1',
    { vectors: { engine: 's3-vectors', readers: 2 } },
    'vectors.readers: 2 is for the engine aurora-postgresql, and this one is s3-vectors; leave it out',
  ],
  [
    'us-east-1',
    { vectors: { engine: 'qdrant', qdrant: { url, apiKey, snapshotBucket: 'snapshots' } } },
    "vectors.engine: 'qdrant' runs on the region's cluster, and us-east-1 has none; give the region gpus with a cluster, or use existing for a Qdrant elsewhere",
  ],
  ['us-east-1', { vectors: { engine: 'existing' } }, 'vectors.existing: names neither of postgresql and qdrant; name one'],
  [
    'us-east-1',
    { vectors: { engine: 'existing', existing: { postgresql, qdrant: { url, apiKey } } } },
    'vectors.existing: names both of postgresql and qdrant; name one',
  ],
  [
    'us-east-1',
    {
      vectors: {
        engine: 'existing',
        existing: { postgresql: { ...postgresql, host: 'acme.cluster-abc.eu-west-1.rds.amazonaws.com' } },
      },
    },
    "vectors.existing.postgresql.host: 'acme.cluster-abc.eu-west-1.rds.amazonaws.com' is in eu-west-1, and tenants of us-east-1 may keep their data in us-east-1 only; name a database in us-east-1",
  ],
  [
    'us-east-1',
    { vectors: { engine: 'existing', existing: { qdrant: { url: 'http://qdrant.example.com', apiKey } } } },
    "vectors.existing.qdrant.url: 'http://qdrant.example.com' is not the URL of a Qdrant with TLS; use one such as https://qdrant.example.com:6333, without a path",
  ],
])('in %s %j is refused with a sentence that says the fix', (name, parts, line) => {
  expect(linesIn(name, parts)).toEqual([`regions.${name}.${line}`]);
});

test.each([[{ engine: 'aurora-postgresql' } as const], [{ engine: 'existing', existing: { postgresql } } as const]])(
  'routers in the cluster cannot reach %j',
  (vectors) => {
    const router = { bundle: { bucket: 'artefacts', key: 'router/router.tar.gz', sha256: 'a'.repeat(64) } };
    const gpus = { kubernetesVersion: '1.35', nodeGroups: {}, router } as never;
    expect(linesIn('us-east-1', { cidr: CIDR, gpus, vectors })).toContainEqual(
      expect.stringMatching(
        /^regions\.us-east-1\.vectors\.engine: '.+' cannot be reached by routers in the cluster, whose image/,
      ),
    );
  },
);

test('an engine that does not exist is named with those that do', () => {
  const engine = 'pinecone' as 'qdrant';
  expect(linesIn('us-east-1', { vectors: { engine } })).toEqual([
    expect.stringMatching(/^regions\.us-east-1\.vectors\.engine: 'pinecone' is not one of those allowed; use aurora-postgresql,/),
  ]);
});

test('a Qdrant whose bucket has no name is refused', () => {
  expect(linesIn('us-east-1', { vectors: { engine: 'qdrant', qdrant: { url, apiKey } } })).toContain(
    'regions.us-east-1.vectors.qdrant: needs a bucket for snapshots, whose name is unique in all of AWS; give the platform its account, or say snapshotBucket',
  );
});

test('a qdrant engine without its address says what is missing', () => {
  expect(linesIn('us-east-1', { vectors: { engine: 'qdrant' } })).toEqual(
    expect.arrayContaining([expect.stringContaining('has the engine qdrant and no qdrant; say where routers reach it')]),
  );
});

test('every region of the catalogue has an engine of AWS', () => {
  expect(catalogueRegions().filter((region) => vectorEnginesOf(region).length === 0)).toEqual([]);
});
