import { envSecrets } from '../../../../lambda/router/adapters/env-secrets.ts';
import { cacheFrom, digest } from '../../../../lambda/router/adapters/response-cache.ts';

jest.mock('ioredis', () => {
  throw new Error('the Redis client was loaded');
});

const ACCESS = { environment: {}, region: 'local', secrets: envSecrets({}) };

test('without a locator answers are kept in the process', async () => {
  const { answers } = cacheFrom({}, ACCESS);
  const answer = { headers: {}, body: Buffer.from('a'), storedAt: 1, provider: 'echo' } as const;
  await answers.put('t', 'k', answer, 1_000);
  expect(await answers.get('t', 'k')).toEqual(answer);
});

test('the client of Redis is loaded with the first look-up', async () => {
  const { answers } = cacheFrom({ RESPONSE_CACHE: 'redis://127.0.0.1:6379' }, ACCESS);
  await expect(answers.get('t', 'k')).rejects.toThrow('the Redis client was loaded');
});

test.each([
  ['file:x', "environment variable RESPONSE_CACHE is 'file:x'; it must start with one of memory:, redis:, rediss:"],
  ['redis:', "environment variable RESPONSE_CACHE is 'redis:'; it must be a URL such as redis://127.0.0.1:6379"],
  ['rediss://:hunter2@cache:6379', 'environment variable RESPONSE_CACHE holds a password; leave it out'],
])('RESPONSE_CACHE = %p is refused with a sentence that shows no password', (value, message) => {
  const start = () => cacheFrom({ RESPONSE_CACHE: value }, ACCESS);
  expect(start).toThrow(message);
  expect(start).not.toThrow('hunter2');
});

test('a digest is of fixed length and may stand in a key', () => {
  expect(digest('')).toMatch(/^[\w-]{43}$/);
  expect(digest('a')).not.toBe(digest('b'));
});
