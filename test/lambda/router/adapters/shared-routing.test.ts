import { envSecrets } from '../../../../lambda/router/adapters/env-secrets.ts';
import { routingFrom } from '../../../../lambda/router/adapters/shared-routing.ts';
import { eventually } from '../../../support/eventually.ts';
import { captureLog } from '../support/files.ts';

jest.mock('ioredis', () => {
  throw new Error('the Redis client was loaded');
});

const ACCESS = { environment: {}, region: 'local', secrets: envSecrets({}) };

test('without a locator breakers are those of the process, and nothing is loaded', () => {
  const lines = captureLog();
  expect([routingFrom({}, ACCESS).waitMs('a', 0), routingFrom({ BREAKERS: 'memory:' }, ACCESS).waitMs('a', 0), lines]).toEqual([
    0,
    0,
    [],
  ]);
  jest.restoreAllMocks();
});

test('the client of Redis is loaded with the first request, which does not wait for it', async () => {
  const lines = captureLog();
  const routing = routingFrom({ BREAKERS: 'redis://127.0.0.1:6379' }, ACCESS);
  expect([routing.waitMs('a', 0), lines]).toEqual([0, []]);
  const line = await eventually(() => lines[0]);
  expect(line).toMatchObject({ message: 'breakers are not shared', error: 'the Redis client was loaded' });
  jest.restoreAllMocks();
});

test.each([
  ['dynamodb:x', "environment variable BREAKERS is 'dynamodb:x'; it must start with one of memory:, redis:, rediss:"],
  ['redis:', "environment variable BREAKERS is 'redis:'; it must be a URL such as redis://127.0.0.1:6379"],
  ['rediss://:hunter2@cache:6379', 'environment variable BREAKERS holds a password; leave it out'],
])('BREAKERS = %p is refused with a sentence that shows no password', (value, message) => {
  const start = () => routingFrom({ BREAKERS: value }, ACCESS);
  expect(start).toThrow(message);
  expect(start).not.toThrow('hunter2');
});
