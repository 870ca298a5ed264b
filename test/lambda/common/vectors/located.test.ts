import { postgresPlace, rdsToken } from '../../../../lambda/common/vectors/adapters/postgres-place.ts';
import { vectorDatabaseFrom } from '../../../../lambda/common/vectors/located.ts';
import { fakeOpenSearch } from './fakes/opensearch.ts';
import { fakeQdrant } from './fakes/qdrant.ts';
import { fakeS3Vectors } from './fakes/s3vectors.ts';
import { CREDENTIALS } from './fakes/server.ts';
import { ids, MODEL, record, vectorOf } from './support.ts';

const from = (locator: string, environment: Readonly<Record<string, string>> = {}) =>
  vectorDatabaseFrom('VECTOR_DATABASE', {
    environment: { VECTOR_DATABASE: locator, ...environment },
    region: 'eu-west-1',
    credentials: async () => CREDENTIALS,
    secret: async (name) => `value of ${name}`,
  });

test.each([
  ['memory', async () => ({ locator: 'memory:' })],
  ['sqlite', async () => ({ locator: 'sqlite::memory:' })],
  [
    'qdrant',
    async () =>
      fakeQdrant('value of qdrant/api-key').then(({ url, close }) => ({ locator: `qdrant:${url}?key=qdrant%2Fapi-key`, close })),
  ],
  ['opensearch', async () => fakeOpenSearch().then(({ url, close }) => ({ locator: `opensearch:${url}/`, close }))],
  [
    's3vectors',
    async () =>
      fakeS3Vectors().then(({ url, close }) => ({
        locator: 's3vectors:bucket',
        environment: { AWS_ENDPOINT_URL_S3VECTORS: url },
        close,
      })),
  ],
] as const)('a locator of %s leads to a database that keeps what it is given', async (_, start) => {
  const started: { locator: string; environment?: Readonly<Record<string, string>>; close?: () => void } = await start();
  try {
    const database = from(started.locator, started.environment);
    const index = await database.open({ name: 'located', model: MODEL, dimension: 2 });
    await index.upsert('t', [record('a', vectorOf(1, 0)), record('b', vectorOf(0, 1))]);
    expect(ids(await index.search('t', { model: MODEL, vector: vectorOf(0, 2), limit: 1 }))).toEqual(['b']);
    await database.close();
  } finally {
    started.close?.();
  }
});

test.each([
  ['opensearch:abc123', "environment variable VECTOR_DATABASE is 'opensearch:abc123'; its scheme is followed by a URL"],
  [
    'qdrant:qdrant.example.com?key=k',
    "environment variable VECTOR_DATABASE is 'qdrant:qdrant.example.com'; its scheme is followed by a URL",
  ],
  ['qdrant:http://qdrant.example.com:6333?key=k', 'sends a key to http://qdrant.example.com:6333 without TLS; write https://'],
  [
    'postgres:db.example.com',
    "the locator of Postgres is 'postgres:db.example.com'; write postgres:<host>:<port>/<database>?user=<user>",
  ],
  [
    'postgres://router:hidden@db.example.com/vectors',
    'the locator of Postgres holds a password; name a secret that does: ?secret=<name>',
  ],
  ['postgres:db.example.com:5432/vectors?user=a&secret=b', 'write postgres:<host>:<port>/<database>?user=<user> (IAM)'],
])('the locator %s is refused when the router starts', (locator, message) => {
  expect(() => from(locator)).toThrow(message);
});

test('a password in a locator is not repeated', () => {
  expect(() => from('postgres://router:hidden@db.example.com/vectors')).not.toThrow('hidden');
});

test('how a Postgres lets in is in its locator, and only one on this machine goes without TLS', () => {
  const place = { host: 'db.example.com', port: 5_432, database: 'vectors', user: 'router' };
  expect(postgresPlace('db.example.com:5432/vectors?user=router')).toEqual({ ...place, login: 'iam', tls: true });
  expect(postgresPlace('127.0.0.1:5432/vectors?user=router').tls).toBe(true);
  expect(postgresPlace('//router@db.example.com/vectors?secret=db%2Fpassword')).toEqual({
    ...place,
    login: { secret: 'db/password' },
    tls: true,
  });
  expect(postgresPlace('//router@[::1]:6543/vectors')).toEqual({ ...place, host: '::1', port: 6_543, login: 'none', tls: false });
});

test('the password of an IAM user is a request that is signed for host, port and user', () => {
  const token = rdsToken(
    { host: 'db.example.com', port: 5_432, user: 'router' },
    'eu-west-1',
    CREDENTIALS,
    new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  );
  const url = new URL(`https://${token}`);
  expect([url.host, url.pathname]).toEqual(['db.example.com:5432', '/']);
  const { 'X-Amz-Signature': signature, ...query } = Object.fromEntries(url.searchParams);
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  expect(query).toEqual({
    Action: 'connect',
    DBUser: 'router',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIDEXAMPLE/20260102/eu-west-1/rds-db/aws4_request',
    'X-Amz-Date': '20260102T030405Z',
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'token',
    'X-Amz-SignedHeaders': 'host',
  });
});
