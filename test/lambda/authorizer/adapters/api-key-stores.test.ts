import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dynamodbApiKeys } from '../../../../lambda/authorizer/adapters/dynamodb-api-keys.ts';
import { sqliteApiKeys } from '../../../../lambda/authorizer/adapters/sqlite-api-keys.ts';
import type { ApiKeyRecord } from '../../../../lambda/authorizer/contract.ts';
import type { Ports } from '../../../../lambda/authorizer/domain/authorize.ts';
import { dynamodbRegistry } from '../../../../tools/keys/dynamodb-registry.ts';
import type { KeyRegistry } from '../../../../tools/keys/registry.ts';
import { sqliteRegistry } from '../../../../tools/keys/sqlite-registry.ts';
import { awsEnvironment, type FakeAws, startFakeAws } from '../../../support/fake-aws.ts';

const minimal: ApiKeyRecord = {
  keyId: 'minimal000000000',
  hash: 'aGFzaA',
  tenant: 'research',
  label: '',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const full: ApiKeyRecord = {
  ...minimal,
  keyId: 'full000000000000',
  label: 'Ada’s notebook “β”',
  roles: ['reviewer', 'reviewer:sales'],
  expiresAt: 1_900_000_000,
};

let aws: FakeAws;
let folder: string;

beforeAll(async () => {
  aws = await startFakeAws('acme-api-keys');
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
  Object.assign(process.env, awsEnvironment(aws.url));
});

afterAll(async () => {
  await aws.close();
  rmSync(folder, { recursive: true });
});

const stores: readonly (readonly [string, () => { find: Ports['findKey']; registry: KeyRegistry }])[] = [
  ['DynamoDB', () => ({ find: dynamodbApiKeys('acme-api-keys'), registry: dynamodbRegistry('acme-api-keys', 'us-east-1') })],
  ['SQLite', () => ({ find: sqliteApiKeys(path.join(folder, 'db')), registry: sqliteRegistry(path.join(folder, 'db')) })],
];

describe.each(stores)('keys in %s', (_, open) => {
  test('what was put is found, every field of it', async () => {
    const { find, registry } = open();
    expect(await registry.add(minimal)).toBe(true);
    expect(await registry.add(full)).toBe(true);
    expect(await find(minimal.keyId)).toEqual(minimal);
    expect(await find(full.keyId)).toEqual(full);
  });

  test('an unknown id finds nothing', async () => {
    expect(await open().find('unknown000000000')).toBeUndefined();
  });

  test('an id is never given twice', async () => {
    const { find, registry } = open();
    expect(await registry.add({ ...minimal, tenant: 'thief' })).toBe(false);
    expect((await find(minimal.keyId))?.tenant).toBe('research');
  });

  test('the list holds every key, oldest first', async () => {
    const { registry } = open();
    const later = { ...minimal, keyId: 'later00000000000', createdAt: '2026-02-01T00:00:00.000Z' };
    await registry.add(later);
    expect((await registry.list()).map(({ keyId }) => keyId)).toEqual([full.keyId, minimal.keyId, later.keyId]);
  });

  test('a revoked key says since when, and keeps the first time', async () => {
    const { find, registry } = open();
    expect(await registry.revoke(full.keyId, '2026-03-01T00:00:00.000Z')).toMatchObject({
      revokedAt: '2026-03-01T00:00:00.000Z',
    });
    await registry.revoke(full.keyId, '2026-04-01T00:00:00.000Z');
    expect(await find(full.keyId)).toEqual({ ...full, revokedAt: '2026-03-01T00:00:00.000Z' });
  });

  test('an unknown key cannot be revoked', async () => {
    await expect(open().registry.revoke('unknown000000000', '2026-03-01T00:00:00.000Z')).rejects.toThrow(
      "there is no API key with the id 'unknown000000000'",
    );
  });
});

test('a key table that is down finds nothing and says so', async () => {
  aws.outage = 500;
  await expect(dynamodbApiKeys('acme-api-keys')(minimal.keyId)).rejects.toThrow('outage');
  aws.outage = undefined;
});

test('a key table that does not answer is given up', async () => {
  aws.outage = 'silent';
  await expect(dynamodbApiKeys('acme-api-keys')(minimal.keyId)).rejects.toThrow(/timed? ?out|timeout/i);
  aws.outage = undefined;
}, 10_000);

test('a stored item without its hash is refused, not trusted', async () => {
  aws.items.set('broken0000000000', { keyId: { S: 'broken0000000000' }, tenant: { S: 'research' } });
  await expect(dynamodbApiKeys('acme-api-keys')('broken0000000000')).rejects.toThrow("the stored API key has no text in 'hash'");
  aws.items.delete('broken0000000000');
});
