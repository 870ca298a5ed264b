import { unwatchFile, writeFileSync } from 'node:fs';
import path from 'node:path';
import { portsFrom } from '../../../../lambda/router/adapters/ports.ts';
import { createRouter } from '../../../../lambda/router/domain/router.ts';
import { chatEvent } from '../support/events.ts';
import { captureLog, temporaryFolder } from '../support/files.ts';
import { RecordingSink } from '../support/recording-sink.ts';

for (const name of ['client-dynamodb', 'client-secrets-manager', 'credential-provider-node']) {
  jest.mock(`@aws-sdk/${name}`, () => {
    throw new Error('the AWS SDK was loaded');
  });
}

jest.mock('ioredis', () => {
  throw new Error('the Redis client was loaded');
});

const folder = temporaryFolder();
const config = path.join(folder, 'router.json');
writeFileSync(config, '{"version":1,"models":{"echo":{"kind":"echo"}}}');
const LOCAL = { ROUTER_CONFIG: `file:${config}`, USAGE_LEDGER: `sqlite:${path.join(folder, 'usage.db')}`, SECRETS: 'env:' };

afterEach(() => unwatchFile(config));

test('the local adapters answer a request without loading the AWS SDK', async () => {
  const lines = captureLog();
  const sink = new RecordingSink();
  await createRouter(portsFrom(LOCAL))(chatEvent({ model: 'echo' }), sink);
  expect([sink.status, lines.length, lines[0]]).toEqual([200, 1, expect.objectContaining({ message: 'request', status: 200 })]);
  jest.restoreAllMocks();
});

test('AppConfig is asked without the AWS SDK', async () => {
  const lines = captureLog();
  const credentials = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'never-shown' };
  const nobody = { ...LOCAL, ...credentials, AWS_ENDPOINT_URL: 'http://127.0.0.1:1', ROUTER_CONFIG: 'appconfig:a/b/c' };
  await expect(portsFrom(nobody).config.current()).rejects.toThrow('AppConfig a/b/c has given no router configuration yet');
  expect(lines[0]).toMatchObject({ message: 'configuration not refreshed', error: 'UpstreamFailure: ECONNREFUSED' });
  jest.restoreAllMocks();
});

test('the clients of DynamoDB and Secrets Manager are loaded on first use', async () => {
  const ports = portsFrom({ ...LOCAL, USAGE_LEDGER: 'dynamodb:usage', SECRETS: 'secretsmanager:' });
  await expect(ports.secrets.read('a')).rejects.toThrow('the AWS SDK was loaded');
  await expect(ports.ledger.record({} as never)).rejects.toThrow('the AWS SDK was loaded');
});

test('the client of Redis is loaded with the first reservation; without a locator quota is counted in the process', async () => {
  const reservation = { id: 'a', partition: 't', limits: [], amounts: {} as never, leaseMs: 1 };
  const { shared, local } = portsFrom({ ...LOCAL, QUOTA: 'redis://127.0.0.1:6379' }).quota;
  await expect(shared.reserve(reservation)).rejects.toThrow('the Redis client was loaded');
  expect(await local.reserve(reservation)).toEqual({ granted: true, used: [] });
  const embedded = portsFrom(LOCAL).quota;
  expect(embedded.shared).toBe(embedded.local);
});

test.each([
  ['memcached:x', "environment variable QUOTA is 'memcached:x'; it must start with one of memory:, redis:, rediss:"],
  ['redis:', "environment variable QUOTA is 'redis:'; it must be a URL such as redis://127.0.0.1:6379"],
  ['redis://:hunter2@cache:6379', 'environment variable QUOTA holds a password; leave it out'],
])('QUOTA = %p is refused with a sentence that shows no password', (value, message) => {
  const start = () => portsFrom({ ...LOCAL, QUOTA: value });
  expect(start).toThrow(message);
  expect(start).not.toThrow('hunter2');
});

test('the region is that of the function', () => {
  expect(portsFrom({ ...LOCAL, AWS_REGION: 'eu-west-1' }).region).toBe('eu-west-1');
  expect(portsFrom(LOCAL).region).toBe('local');
});

test.each([
  ['ROUTER_CONFIG', undefined, 'environment variable ROUTER_CONFIG is not set; it must start with one of file:, appconfig:'],
  ['USAGE_LEDGER', 'redis:x', "environment variable USAGE_LEDGER is 'redis:x'; it must start with one of sqlite:, dynamodb:"],
  ['SECRETS', 'vault', "environment variable SECRETS is 'vault'; it must start with one of env:, secretsmanager:"],
])('%s = %p is refused with a sentence', (name, value, message) => {
  expect(() => portsFrom({ ...LOCAL, [name]: value })).toThrow(message);
});

test.each(['soon', '0', '-1', '1.5', ''])('a retention of %p days is refused with a sentence', (days) => {
  expect(() => portsFrom({ ...LOCAL, USAGE_LEDGER: 'dynamodb:usage', USAGE_RETENTION_DAYS: days })).toThrow(
    `environment variable USAGE_RETENTION_DAYS is '${days}'; it must be a whole number of days above 0`,
  );
});
