import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { memoryQuota } from '../../../../lambda/router/adapters/memory-quota.ts';
import { type RedisQuota, redisQuota } from '../../../../lambda/router/adapters/redis-quota.ts';
import { MOST_COUNTED } from '../../../../lambda/router/domain/quota/counter.ts';
import type { Amounts, QuotaLimit, QuotaStore, Reservation } from '../../../../lambda/router/domain/quota/store.ts';
import { eventually } from '../../../support/eventually.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// One contract for both. Time is that of the store, so what has to pass is short and is waited for.

const DAY = 86_400_000;
const dollars = (limit: number): QuotaLimit => ({ key: 'dollars', measure: 'microDollars', limit, windowMs: DAY });
const tokens = (limit: number, windowMs = DAY): QuotaLimit => ({ key: `tokens-${windowMs}`, measure: 'tokens', limit, windowMs });
const requests = (limit: number): QuotaLimit => ({ key: 'requests', measure: 'requests', limit, windowMs: DAY });
const concurrency = (limit: number): QuotaLimit => ({ key: 'concurrency', measure: 'concurrency', limit });
const amounts = (count: number): Amounts => ({ requests: 1, tokens: count, microDollars: count, concurrency: 1 });
const used = (count: number): Amounts => ({ ...amounts(count), concurrency: 0 });

const asking = (partition: string, limits: readonly QuotaLimit[], count = 1, leaseMs = DAY): Reservation => ({
  ...{ id: randomUUID(), partition, limits, amounts: amounts(count), leaseMs },
});

let server: RedisServer | undefined;
let shared: RedisQuota | undefined;
let second: RedisQuota | undefined;

beforeAll(async () => {
  if (redisProgram === undefined) return;
  server = await startRedis();
  shared = redisQuota(server.url);
  second = redisQuota(server.url);
  // Redis learns the script now and not from a thousand requests at once.
  for (const store of pair()) await store.reserve(asking('warm-up', [requests(5)]));
});

afterAll(async () => {
  shared?.close();
  second?.close();
  await server?.stop();
});

const memory = memoryQuota();

/** Two routers that share a store. */
const STORES: readonly [string, () => readonly [QuotaStore, QuotaStore]][] = [
  ['memory', () => [memory, memory]],
  ...(redisProgram === undefined ? [] : [['redis', pair] as [string, typeof pair]]),
];

function pair(): readonly [QuotaStore, QuotaStore] {
  if (shared === undefined || second === undefined) throw new Error('redis-server did not start');
  return [shared, second];
}

test(
  redisProgram === undefined ? 'Redis is left out: redis-server is not on the PATH' : 'Redis is tested with redis-server',
  () => {
    expect(STORES.length).toBe(redisProgram === undefined ? 1 : 2);
  },
);

describe.each(STORES)('%s', (_, stores) => {
  test('1,000 requests at once never spend more than the budget of 100, not by one', async () => {
    const count = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1_000, maxLength: 1_000 });
    const counts = fc.oneof(fc.constant(new Array<number>(1_000).fill(1)), count);
    await fc.assert(
      fc.asyncProperty(counts, async (sizes) => {
        const partition = randomUUID();
        const [one, other] = stores();
        const asked = sizes.map((size) => asking(partition, [dollars(100), requests(5_000)], size));
        const answers = await Promise.all(asked.map((reservation, i) => (i % 2 === 0 ? one : other).reserve(reservation)));
        const spent = answers.reduce((sum, { granted }, i) => sum + (granted ? (sizes[i] ?? 0) : 0), 0);
        expect(spent).toBeLessThanOrEqual(100);
        // With 7 at most in a request, less than 7 can be left over; with 1, nothing.
        expect(spent).toBeGreaterThan(100 - Math.max(...sizes));
        const left = await one.reserve(asking(partition, [dollars(1_000)], 0));
        expect(left).toEqual({ granted: true, used: [spent] });
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });

  test('what a refused request asked for is in no counter', async () => {
    const partition = randomUUID();
    const [store] = stores();
    await store.reserve(asking(partition, [tokens(10)], 8));
    const refused = await store.reserve(asking(partition, [requests(10), concurrency(10), tokens(10)], 3));
    expect(refused).toEqual({ granted: false, used: [0, 0, 8], refusedBy: 2, retryAfterMs: expect.any(Number) });
    const next = await store.reserve(asking(partition, [requests(10), concurrency(10), tokens(10)], 2));
    expect(next).toEqual({ granted: true, used: [1, 1, 10] });
  });

  test('asked twice for one reservation, a store takes it once', async () => {
    const partition = randomUUID();
    const [store, other] = stores();
    const first = asking(partition, [requests(10), tokens(100), concurrency(1)], 30);
    expect(await store.reserve(first)).toEqual({ granted: true, used: [1, 30, 1] });
    expect(await other.reserve(first)).toEqual({ granted: true, used: [1, 30, 1] });
    await store.settle(first, used(20));
    expect(await store.reserve(asking(partition, [requests(10), tokens(100)], 0))).toEqual({ granted: true, used: [2, 20] });
  });

  test('settling corrects every counter to what was used, once, from any router', async () => {
    const partition = randomUUID();
    const [store, other] = stores();
    const limits = [requests(10), tokens(1_000), concurrency(10)];
    const first = asking(partition, limits, 500);
    await store.reserve(first);
    await other.settle(first, used(37));
    await store.settle(first, used(900));
    expect(await store.reserve(asking(partition, limits, 0))).toEqual({ granted: true, used: [2, 37, 1] });
  });

  test('more may be used than was reserved, and counts', async () => {
    const partition = randomUUID();
    const [store] = stores();
    const first = asking(partition, [tokens(100)], 10);
    await store.reserve(first);
    await store.settle(first, used(150));
    const refused = await store.reserve(asking(partition, [tokens(100)], 0));
    expect(refused).toEqual({ granted: false, used: [150], refusedBy: 0, retryAfterMs: expect.any(Number) });
  });

  test('a use beyond what can be counted exactly fills a counter and does not break it; it is counted down again', async () => {
    const partition = randomUUID();
    const [store, other] = stores();
    const limits = [tokens(1_000, 300)];
    const [first, second] = [asking(partition, limits, 400), asking(partition, limits, 500)];
    await store.reserve(first);
    await other.reserve(second);
    for (const reservation of [first, second]) await store.settle(reservation, used(Number.MAX_SAFE_INTEGER));
    const refused = await other.reserve(asking(partition, limits));
    expect(refused).toMatchObject({ granted: false, used: [MOST_COUNTED], refusedBy: 0 });
    const granted = await eventually(async () => {
      const answer = await store.reserve(asking(partition, limits, 7));
      return answer.granted ? answer : undefined;
    });
    expect(granted.used).toEqual([7]);
  });

  test('a lease that ends gives everything back', async () => {
    const partition = randomUUID();
    const [store] = stores();
    const dead = asking(partition, [tokens(10), concurrency(1)], 10, 60);
    await store.reserve(dead);
    expect(await store.reserve(asking(partition, [tokens(10), concurrency(1)], 10, 60))).toMatchObject({ granted: false });
    const granted = await eventually(async () => {
      const answer = await store.reserve(asking(partition, [tokens(10), concurrency(1)], 10));
      return answer.granted ? answer : undefined;
    });
    expect(granted.used).toEqual([10, 1]);
    await store.settle(dead, used(10));
    expect(await store.reserve(asking(partition, [tokens(20)], 0))).toEqual({ granted: true, used: [10] });
  });

  test('a window passes, and the time to wait is told', async () => {
    const partition = randomUUID();
    const [store] = stores();
    const ask = () => store.reserve(asking(partition, [tokens(10, 300)], 10));
    await ask();
    const refused = await ask();
    expect(refused.granted).toBe(false);
    const after = refused.granted ? 0 : (refused.retryAfterMs ?? 0);
    expect(after).toBeGreaterThan(0);
    expect(after).toBeLessThanOrEqual(305);
    expect(await eventually(async () => ((await ask()).granted ? 'granted' : undefined))).toBe('granted');
  });

  test('an amount above the limit has no time to wait', async () => {
    const [store] = stores();
    const answer = await store.reserve(asking(randomUUID(), [requests(5), tokens(10)], 11));
    expect(answer).toEqual({ granted: false, used: [0, 0], refusedBy: 1 });
  });

  test('tenants do not see each other', async () => {
    const [store] = stores();
    const [a, b] = [randomUUID(), randomUUID()];
    expect((await store.reserve(asking(a, [concurrency(1)]))).granted).toBe(true);
    expect((await store.reserve(asking(a, [concurrency(1)]))).granted).toBe(false);
    expect((await store.reserve(asking(b, [concurrency(1)]))).granted).toBe(true);
  });
});
