import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { memoryCache } from '../../../../lambda/router/adapters/memory-cache.ts';
import { type RedisCache, redisCache } from '../../../../lambda/router/adapters/redis-cache.ts';
import type { CachedAnswer, ResponseCache } from '../../../../lambda/router/domain/cache/store.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// One contract for both. Time is that of the store, so what has to pass is short and is waited for.

const MINUTE = 60_000;
const answer = (body: string | Uint8Array, more: Partial<CachedAnswer> = {}): CachedAnswer => ({
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(body),
  storedAt: 1_767_225_600_123,
  provider: 'openai',
  ...more,
});

let server: RedisServer | undefined;
let shared: RedisCache | undefined;
beforeAll(async () => {
  if (redisProgram === undefined) return;
  server = await startRedis();
  shared = redisCache(server.url, (_, message, { error }) => {
    throw new Error(`${message}: ${error}`);
  });
});
afterAll(async () => {
  shared?.close();
  await server?.stop();
});

const memory = memoryCache();
const STORES: readonly [string, () => ResponseCache][] = [
  ['memory', () => memory],
  ...(redisProgram === undefined ? [] : [['redis', inRedis] as [string, typeof inRedis]]),
];

function inRedis(): ResponseCache {
  if (shared === undefined) throw new Error('redis-server did not start');
  return shared;
}

test(
  redisProgram === undefined ? 'Redis is left out: redis-server is not on the PATH' : 'Redis is tested with redis-server',
  () => {
    expect(STORES.length).toBe(redisProgram === undefined ? 1 : 2);
  },
);

describe.each(STORES)('%s', (_, store) => {
  test('what is kept comes back, byte by byte, small or large', async () => {
    const headers = fc.dictionary(fc.constantFrom('content-type', 'x-model-notice'), fc.string());
    const body = fc.oneof(fc.uint8Array(), fc.uint8Array({ minLength: 5_000, maxLength: 20_000 }));
    await fc.assert(
      fc.asyncProperty(headers, body, fc.nat(), async (given, bytes, storedAt) => {
        const key = randomUUID();
        const kept = answer(bytes, { headers: given, storedAt, provider: 'bedrock' });
        await store().put('t', key, kept, MINUTE);
        const found = await store().get('t', key);
        expect({ ...found, headers: { ...found?.headers } }).toEqual({ ...kept, headers: { ...given } });
      }),
      { numRuns: 30 },
    );
  });

  test('what was never kept is not there, and tenants do not see each other', async () => {
    const key = randomUUID();
    expect(await store().get('a', key)).toBeUndefined();
    await store().put('a', key, answer('of a'), MINUTE);
    expect(await store().get('b', key)).toBeUndefined();
    await store().put('b', key, answer('of b'), MINUTE);
    expect((await store().get('a', key))?.body.toString()).toBe('of a');
  });

  test('the newest answer under a key replaces the one before', async () => {
    const key = randomUUID();
    await store().put('t', key, answer('old'), MINUTE);
    await store().put('t', key, answer('new'), MINUTE);
    expect((await store().get('t', key))?.body.toString()).toBe('new');
  });

  test('when its time is over it is gone', async () => {
    const key = randomUUID();
    await store().put('t', key, answer('short'), 200);
    expect(await store().get('t', key)).toBeDefined();
    expect(await eventually(async () => ((await store().get('t', key)) === undefined ? 'gone' : undefined))).toBe('gone');
  });
});
