import { Redis } from 'ioredis';
import { UnexpectedReply } from '../../../../lambda/router/adapters/redis-connection.ts';
import { numbersOf, type RedisQuota, redisQuota } from '../../../../lambda/router/adapters/redis-quota.ts';
import { MOST_COUNTED } from '../../../../lambda/router/domain/quota/counter.ts';
import type { Reservation } from '../../../../lambda/router/domain/quota/store.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// What only Redis can do wrong; what every store must do is in quota-stores.test.ts.

const asking = (id: string, user = 'ann@example.com'): Reservation => ({
  id,
  partition: 'research',
  limits: [
    { key: JSON.stringify(['key-1', user, 'requests']), measure: 'requests', limit: 5, windowMs: 60_000 },
    { key: JSON.stringify(['key-1', user, 'concurrency']), measure: 'concurrency', limit: 5 },
  ],
  amounts: { requests: 1, tokens: 0, microDollars: 0, concurrency: 1 },
  leaseMs: 600_000,
});

const NOWHERE = 'redis://127.0.0.1:1';

test('a Redis that cannot be reached is an error, each time', async () => {
  const store = redisQuota(NOWHERE);
  try {
    await expect(store.reserve(asking('a'))).rejects.toThrow(
      'no connection to Redis at redis://127.0.0.1:1: connect ECONNREFUSED',
    );
    await expect(store.reserve(asking('b'))).rejects.toThrow('ECONNREFUSED');
    await expect(store.settle(asking('a'), asking('a').amounts)).rejects.toThrow(Error);
  } finally {
    store.close();
  }
});

test('an answer to another reservation speaks against the connection; a strange one to this reservation does not', () => {
  expect(numbersOf([1, 5, 'a'], 'a')).toEqual([1, 5]);
  for (const foreign of [[1, 5, 'b'], [1, 5], 'OK', 1, null]) expect(() => numbersOf(foreign, 'a')).toThrow(UnexpectedReply);
  for (const strange of [
    [1, 2 ** 53, 'a'],
    [1, '5', 'a'],
  ]) {
    expect(() => numbersOf(strange, 'a')).toThrow('which are no counts');
    expect(() => numbersOf(strange, 'a')).not.toThrow(UnexpectedReply);
  }
});

if (redisProgram === undefined) {
  test('the rest is left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  describe('with redis-server', withRedis);
}

function withRedis(): void {
  let server: RedisServer;
  let store: RedisQuota;
  let admin: Redis;

  beforeAll(async () => {
    server = await startRedis();
    store = redisQuota(server.url);
    admin = new Redis(server.url);
    admin.on('error', () => undefined);
  });

  afterAll(async () => {
    store.close();
    admin.disconnect();
    await server.stop();
  });

  beforeEach(() => admin.flushall());

  test('keys of a tenant share a hash tag, end by themselves, and hold no text of the client', async () => {
    await store.reserve(asking('a'));
    const keys = await admin.keys('*');
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      expect(key).toMatch(/^quota:\{research\}:[\w-]{27}(:held)?$/);
      expect(await admin.pttl(key)).toBeGreaterThan(600_000);
    }
  });

  test('a script that Redis has forgotten is sent again', async () => {
    await store.reserve(asking('a'));
    await admin.script('FLUSH');
    expect(await store.reserve(asking('b'))).toEqual({ granted: true, used: [2, 2] });
    await admin.script('FLUSH');
    await store.settle(asking('a'), { ...asking('a').amounts, concurrency: 0 });
    expect(await store.reserve(asking('c'))).toEqual({ granted: true, used: [3, 2] });
  });

  test('numbers above 32 bits are counted exactly', async () => {
    const big = 9_007_199_254_740_000;
    const limits = [{ key: 'budget', measure: 'microDollars', limit: big, windowMs: 86_400_000 }] as const;
    const spend = (id: string, microDollars: number) => ({
      ...asking(id),
      limits,
      amounts: { ...asking(id).amounts, microDollars },
    });
    expect(await store.reserve(spend('a', big - 1))).toEqual({ granted: true, used: [big - 1] });
    expect(await store.reserve(spend('b', 2))).toMatchObject({ granted: false });
    expect(await store.reserve(spend('c', 1))).toEqual({ granted: true, used: [big] });
  });

  test('what one tenant used beyond all counting does not end the connection that others wait on', async () => {
    const connections = async () => /total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1];
    const big = { ...asking('a'), amounts: { ...asking('a').amounts, requests: 0 } };
    await store.reserve(big);
    const before = await connections();
    for (const [id, requests] of [
      ['a', Number.MAX_SAFE_INTEGER],
      ['b', 1e300],
    ] as const) {
      await store.reserve({ ...big, id });
      await store.settle({ ...big, id }, { ...big.amounts, requests });
      expect(await store.reserve(asking('c'))).toMatchObject({ granted: false, used: [MOST_COUNTED, expect.anything()] });
    }
    expect(await store.reserve({ ...asking('d'), partition: 'other' })).toEqual({ granted: true, used: [1, 1] });
    expect(await connections()).toBe(before);
  });

  test('a counter that is beyond all counting already refuses like a full one', async () => {
    await store.reserve(asking('a'));
    for (const key of await admin.keys('*')) if (!key.endsWith(':held')) await admin.hset(key, 'used', String(2 ** 54));
    expect(await store.reserve(asking('b'))).toMatchObject({ granted: false, used: [MOST_COUNTED, MOST_COUNTED] });
  });

  test('a window of a month is counted like one of a minute, and its keys are gone soon after it', async () => {
    const month = 30 * 86_400_000;
    const limits = [{ key: 'month', measure: 'microDollars', limit: 100_000_000, windowMs: month }] as const;
    const spend = (id: string, microDollars: number) => ({
      ...asking(id),
      limits,
      amounts: { ...asking(id).amounts, microDollars },
    });
    expect(await store.reserve(spend('a', 60_000_000))).toEqual({ granted: true, used: [60_000_000] });
    await store.settle(spend('a', 0), { ...asking('a').amounts, microDollars: 59_999_999 });
    expect(await store.reserve(spend('b', 40_000_001))).toEqual({ granted: true, used: [100_000_000] });
    const refused = await store.reserve(spend('c', 1));
    expect(refused).toMatchObject({ granted: false, used: [100_000_000] });
    const after = refused.granted ? 0 : (refused.retryAfterMs ?? 0);
    expect([after > month, after <= month + month / 60]).toEqual([true, true]);
    const [key = ''] = await admin.keys('*');
    const kept = await admin.pttl(key);
    expect([kept > month, kept <= month + month / 30]).toEqual([true, true]);
  });

  test('an outage is an error, and over when Redis is back', async () => {
    const own = await startRedis();
    const client = redisQuota(own.url);
    try {
      expect((await client.reserve(asking('a'))).granted).toBe(true);
      await own.stop();
      await expect(client.reserve(asking('b'))).rejects.toThrow(Error);
      const back = await startRedis(Number(new URL(own.url).port));
      try {
        const answer = await eventually(() => client.reserve(asking('c')).catch(() => undefined));
        expect(answer).toEqual({ granted: true, used: [1, 1] });
      } finally {
        await back.stop();
      }
    } finally {
      client.close();
      await own.stop();
    }
  });
}
