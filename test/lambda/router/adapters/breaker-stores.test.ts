import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { type RedisBreakers, redisBreakers } from '../../../../lambda/router/adapters/redis-breakers.ts';
import { FAILURES_TO_OPEN } from '../../../../lambda/router/domain/resilience/breaker.ts';
import { BreakerSharing } from '../../../../lambda/router/domain/resilience/breaker-sharing.ts';
import type { BreakerStore } from '../../../../lambda/router/domain/resilience/shared-breakers.ts';
import { InProcessRoutingState } from '../../../../lambda/router/domain/routing/routing-state.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';
import { memoryBreakers } from '../support/memory-breakers.ts';

// One contract for Redis and for its stand-in in other tests. Each store is one router's.

let server: RedisServer | undefined;
const opened: RedisBreakers[] = [];

beforeAll(async () => {
  if (redisProgram !== undefined) server = await startRedis();
});
afterAll(async () => {
  for (const store of opened) store.close();
  await server?.stop();
});

function redis(url = server?.url ?? ''): BreakerStore {
  const store = redisBreakers(url);
  opened.push(store);
  return store;
}

const memory = memoryBreakers(Date.now);
const STORES: readonly [string, () => BreakerStore][] = [
  ['memory', memory],
  ...(redisProgram === undefined ? [] : [['redis', () => redis()] as [string, () => BreakerStore]]),
];

test(
  redisProgram === undefined ? 'Redis is left out: redis-server is not on the PATH' : 'Redis is tested with redis-server',
  () => {
    expect(STORES.length).toBe(redisProgram === undefined ? 1 : 2);
  },
);

describe.each(STORES)('%s', (_, store) => {
  test('a router hears what others said last, and not itself', async () => {
    const [one, other, upstream] = [store(), store(), randomUUID()];
    expect(await one.read([upstream])).toEqual([undefined]);
    await one.write(upstream, { state: 'open', openings: 2 });
    const heard = { state: 'open', openings: 2, ageMs: expect.any(Number), version: expect.any(String) };
    expect(await other.read([randomUUID(), upstream])).toEqual([undefined, heard]);
    expect(await one.read([upstream])).toEqual([undefined]);
    await other.write(upstream, { state: 'closed', openings: 0 });
    expect(await one.read([upstream])).toEqual([{ ...heard, state: 'closed', openings: 0 }]);
    expect(await other.read([upstream])).toEqual([undefined]);
  });

  test('each word has a version of its own, which stays', async () => {
    const [one, other, upstream] = [store(), store(), randomUUID()];
    const version = async () => (await other.read([upstream]))[0]?.version;
    await one.write(upstream, { state: 'open', openings: 1 });
    const first = await version();
    expect(await version()).toBe(first);
    await one.write(upstream, { state: 'open', openings: 2 });
    expect(await version()).not.toBe(first);
  });

  test('a breaker that opens in one router opens in another, and closes again when a trial succeeds', async () => {
    const state = () => new InProcessRoutingState(new BreakerSharing(store(), Date.now, () => undefined));
    const [one, other, upstream] = [state(), state(), randomUUID()];
    expect([one.waitMs(upstream, Date.now()), other.waitMs(upstream, Date.now())]).toEqual([0, 0]);
    for (let count = 0; count < FAILURES_TO_OPEN; count++) {
      one.started(upstream, Date.now(), false);
      one.ended(upstream, { kind: 'failure', startedAt: Date.now(), at: Date.now(), stream: false });
    }
    await eventually(() => (other.waitMs(upstream, Date.now()) > 0 ? true : undefined));
    other.ended(upstream, { kind: 'success', startedAt: Date.now(), at: Date.now(), stream: false });
    await eventually(() => (one.waitMs(upstream, Date.now()) === 0 ? true : undefined));
    expect(other.waitMs(upstream, Date.now())).toBe(0);
  });
});

if (redisProgram !== undefined) {
  test('whatever else stands under its keys in Redis is no word', async () => {
    const [one, other, upstream] = [redis(), redis(), randomUUID()];
    await one.write(upstream, { state: 'open', openings: 1 });
    const client = new Redis(server?.url ?? '');
    const [key = ''] = (await client.keys('breaker:*')).slice(-1);
    const readWith = async (value: string | Buffer) => {
      for (const name of await client.keys('breaker:*')) await client.set(name, value);
      return other.read([upstream]);
    };
    for (const value of [
      '',
      'open',
      'open 1',
      'open x 1700000000000 r',
      'ajar 1 1700000000000 r',
      '{}',
      Buffer.from([0, 255, 254]),
    ]) {
      expect(await readWith(value)).toEqual([undefined]);
    }
    expect(await readWith('open 0 9999999999999 someone')).toMatchObject([{ state: 'open', openings: 1, ageMs: 0 }]);
    await client.del(key);
    for (const name of await client.keys('breaker:*')) await client.del(name);
    await client.lpush(key, 'a list');
    expect(await other.read([upstream])).toEqual([undefined]);
    client.disconnect();
  });

  test('words expire by themselves, and hold neither addresses nor names', async () => {
    const one = redis();
    await one.write('openai https://secret-host.internal/v1 gpt', { state: 'open', openings: 1 });
    const client = new Redis(server?.url ?? '');
    const names = await client.keys('*');
    expect(names.filter((name) => name.includes('secret-host'))).toEqual([]);
    const texts = await Promise.all(names.map(async (name) => [await client.pttl(name), await client.type(name)] as const));
    for (const [ttl, type] of texts) if (type === 'string') expect(ttl).toBeGreaterThan(0);
    client.disconnect();
  });

  test('without Redis every call says so, and with it again it works', async () => {
    const own = await startRedis();
    const store = redis(own.url);
    await store.write('a', { state: 'open', openings: 1 });
    await own.stop();
    await eventually(() =>
      store.read(['a']).then(
        () => undefined,
        () => true,
      ),
    );
    await expect(store.write('a', { state: 'closed', openings: 0 })).rejects.toThrow(/Redis|closed|timed out/);
    const back = await startRedis(Number(new URL(own.url).port));
    try {
      await eventually(() =>
        store.read(['a']).then(
          () => true,
          () => undefined,
        ),
      );
    } finally {
      await back.stop();
    }
  });
}
