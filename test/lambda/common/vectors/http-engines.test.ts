import { openSearchEngine } from '../../../../lambda/common/vectors/adapters/opensearch.ts';
import { qdrantEngine } from '../../../../lambda/common/vectors/adapters/qdrant.ts';
import { s3VectorsEngine } from '../../../../lambda/common/vectors/adapters/s3vectors.ts';
import { checked } from '../../../../lambda/common/vectors/checked.ts';
import type { VectorDatabase } from '../../../../lambda/common/vectors/vector-database.ts';
import { CONTRACT } from './contract.ts';
import { fakeOpenSearch } from './fakes/opensearch.ts';
import { fakeQdrant } from './fakes/qdrant.ts';
import { fakeS3Vectors } from './fakes/s3vectors.ts';
import { CREDENTIALS, type FakeServer } from './fakes/server.ts';
import { fresh, ids, MODEL, record, type Subject, vectorOf } from './support.ts';

// Not these services: servers that take what the services' references show, answer likewise and complain of all else.

const clock = { now: 1_800_000_000_000 };
const now = () => clock.now;
const aws = { region: 'eu-west-1', credentials: async () => CREDENTIALS, now };

const ENGINES = [
  { name: 'qdrant', start: () => fakeQdrant('key'), make: (url: string) => qdrantEngine(url, { key: async () => 'key', now }) },
  {
    name: 's3vectors',
    start: fakeS3Vectors,
    make: (endpoint: string) => s3VectorsEngine('bucket', { ...aws, endpoint }),
  },
  { name: 'opensearch', start: fakeOpenSearch, make: (url: string) => openSearchEngine(url, aws) },
];

describe.each(ENGINES)('$name', ({ name, start, make }) => {
  let server: FakeServer;
  let database: VectorDatabase;
  beforeAll(async () => {
    server = await start();
    database = checked(make(server.url));
  });
  afterAll(() => server.close());

  const subject: Subject = { name, database: () => database, clock, runs: 5 };
  test.each(CONTRACT)('%s', async (_, holds) => {
    await holds(subject);
    expect(server.complaints).toEqual([]);
  });

  test('what another process removes and makes again stands in nobody’s way', async () => {
    const [definition, other] = [fresh(2), checked(make(server.url))];
    const [ours, theirs] = await Promise.all([database.open(definition), other.open(definition)]);
    const found = async () => ids(await ours.search('t', { model: MODEL, vector: vectorOf(1, 0), limit: 9 }));
    await Promise.all([ours.upsert('t', [record('a', vectorOf(1, 0))]), theirs.upsert('t', [record('b', vectorOf(1, 1))])]);
    expect(await found()).toEqual(['a', 'b']);
    await theirs.deleteTenant('t');
    expect(await found()).toEqual([]);
    await ours.deleteDocuments('t', ['document of a']);
    await ours.upsert('t', [record('c', vectorOf(1, 0))]);
    expect([await found(), server.complaints]).toEqual([['c'], []]);
  });
});
