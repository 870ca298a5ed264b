import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { abuseDigests } from '../../../../lambda/router/adapters/abuse-digests.ts';
import { memoryAbuse } from '../../../../lambda/router/adapters/memory-abuse.ts';
import { redisAbuse } from '../../../../lambda/router/adapters/redis-abuse.ts';
import { type AbuseRules, DEFAULT_ABUSE_THRESHOLDS } from '../../../../lambda/router/contract/abuse.ts';
import type { AbuseStore, AbuseSubject } from '../../../../lambda/router/domain/abuse/store.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// One contract for both. Time is given, so nothing is waited for.

const RULES: AbuseRules = { ...DEFAULT_ABUSE_THRESHOLDS, coolingOffSeconds: 300, longestCoolingOffSeconds: 86_400 };
const SECRET = 'a secret of more than thirty-two characters';
const T0 = Date.UTC(2026, 10, 21);

let server: RedisServer | undefined;
let admin: Redis | undefined;
let shared: readonly ReturnType<typeof redisAbuse>[] = [];

beforeAll(async () => {
  if (redisProgram === undefined) return;
  server = await startRedis();
  const { url } = server;
  shared = [redisAbuse(url, async () => SECRET), redisAbuse(url, async () => SECRET)];
  admin = new Redis(url);
});

afterAll(async () => {
  for (const store of shared) store.close();
  admin?.disconnect();
  await server?.stop();
});

const memory = memoryAbuse(abuseDigests(SECRET));

/** Two routers that share a store. */
const STORES: readonly [string, () => readonly AbuseStore[]][] = [
  ['memory', () => [memory, memory]],
  ...(redisProgram === undefined ? [] : [['redis', () => shared] as [string, () => readonly AbuseStore[]]]),
];

test(
  redisProgram === undefined ? 'Redis is left out: redis-server is not on the PATH' : 'Redis is tested with redis-server',
  () => {
    expect(STORES.length).toBe(redisProgram === undefined ? 1 : 2);
  },
);

const subject = (principal = 'key-1', tenant: string = randomUUID()): AbuseSubject => ({ tenant, principal });
const refused = (index: number, text = 'the same') => ({ requestId: `r${index}`, refusal: 1, text });

async function refuse(stores: readonly AbuseStore[], who: AbuseSubject, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await stores[index % stores.length]?.record(who, refused(index), RULES, T0 + index * 1_000);
  }
}

describe.each(STORES)('%s', (_, stores) => {
  const one = (): AbuseStore => stores()[0] ?? memory;

  test('a key is warned, throttled, blocked, and comes back step by step', async () => {
    const who = subject();
    const worse: unknown[] = [];
    for (let index = 0; index < 14; index++) {
      worse.push(...((await stores()[index % 2]?.record(who, refused(index), RULES, T0 + index * 1_000)) ?? []));
    }
    expect(worse).toMatchObject([
      { scope: 'key', level: 1, coolingOffMs: 300_000 },
      { scope: 'key', level: 2, coolingOffMs: 300_000 },
      { scope: 'key', level: 3, coolingOffMs: 300_000 },
    ]);
    const blocked = await one().admit(who, RULES, T0 + 14_000);
    expect(blocked).toMatchObject({ level: 3, scope: 'key' });
    expect(blocked.waitMs).toBeGreaterThan(290_000);
    const later = T0 + 14_000 + blocked.waitMs;
    expect(await one().admit(who, RULES, later - 1)).toEqual({ level: 3, scope: 'key', waitMs: 1 });
    expect(await one().admit(who, RULES, later)).toEqual({ level: 2, scope: 'key', waitMs: 0 });
    expect(await one().admit(who, RULES, later + 600_000)).toEqual({ level: 0, scope: 'key', waitMs: 0 });
  });

  test('whoever is throttled has a turn each ten seconds, in whichever router', async () => {
    const who = subject();
    await refuse(stores(), who, 8);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_unused, index) => stores()[index % 2]?.admit(who, RULES, T0 + 20_000)),
    );
    expect(answers.filter((answer) => answer?.waitMs === 0)).toEqual([{ level: 2, scope: 'key', waitMs: 0 }]);
    expect(await one().admit(who, RULES, T0 + 26_000)).toEqual({ level: 2, scope: 'key', waitMs: 4_000 });
    expect(await one().admit(who, RULES, T0 + 30_000)).toMatchObject({ waitMs: 0 });
    // A clock was a year ahead for one request: the turn that it took is not waited for.
    await one().admit(who, { ...RULES, coolingOffSeconds: 86_400 }, T0 + 40_000);
    expect((await one().admit(who, RULES, T0 + 12_000)).waitMs).toBe(0);
  });

  test('one key does not stop its tenant; many keys together do', async () => {
    const who = subject();
    await refuse(stores(), who, 30);
    expect(await one().admit(subject('key-2', who.tenant), RULES, T0 + 30_000)).toMatchObject({ level: 0 });
    for (let index = 0; index < 20; index++) {
      await one().record(subject(`spread-${index}`, who.tenant), refused(100 + index), RULES, T0 + 31_000);
    }
    expect(await one().admit(subject('key-2', who.tenant), RULES, T0 + 31_000)).toMatchObject({ level: 3, scope: 'tenant' });
  });

  test('a request that is told again, in whichever router, counts once', async () => {
    const who = subject();
    for (let times = 0; times < 20; times++) await stores()[times % 2]?.record(who, refused(1), RULES, T0 + times);
    expect(await one().admit(who, RULES, T0 + 20)).toEqual({ level: 0, scope: 'key', waitMs: 0 });
    await refuse(stores(), who, 20, 2);
    expect(await one().record(who, refused(21), RULES, T0 + 86_400_000)).toEqual([]);
  });

  test('requests that come at once are all counted', async () => {
    const who = subject();
    await Promise.all(
      Array.from({ length: 14 }, (_unused, index) => stores()[index % 2]?.record(who, refused(index), RULES, T0)),
    );
    expect(await one().admit(who, RULES, T0)).toMatchObject({ level: 3 });
  });

  test('tenants do not see each other, not even with the same key', async () => {
    const who = subject();
    await refuse(stores(), who, 30);
    expect(await one().admit(subject(), RULES, T0 + 30_000)).toMatchObject({ level: 0 });
  });

  test('rules without an action never take it', async () => {
    const who = subject();
    const { block: _block, ...lenient } = RULES;
    for (let index = 0; index < 30; index++) await one().record(who, refused(index), lenient, T0);
    expect(await one().admit(who, lenient, T0)).toMatchObject({ level: 2 });
    expect(await one().admit(who, { block: 0.9, coolingOffSeconds: 1, longestCoolingOffSeconds: 1 }, T0)).toMatchObject({
      level: 0,
    });
  });
});

if (redisProgram !== undefined) {
  test('Redis decides as this process does', async () => {
    const event = fc.record({
      ...{ principal: fc.constantFrom('a', 'b', 'c'), text: fc.constantFrom('x', 'y', 'z'), id: fc.nat(30) },
      ...{
        refusal: fc.constantFrom(0, 0.3, 0.6, 0.95, 1),
        after: fc.constantFrom(0, 1_000, 90_000, 700_000, -30_000, -100_000_000),
      },
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 40 }), async (events) => {
        const [redis] = shared;
        if (redis === undefined) throw new Error('redis-server did not start');
        const tenant = randomUUID();
        let at = T0;
        for (const { principal, text, id, refusal, after } of events) {
          at += after;
          const report = { requestId: `r${id}`, refusal, ...(refusal > 0 && { text }) };
          const who = { tenant, principal };
          const [here, there] = [await memory.record(who, report, RULES, at), await redis.record(who, report, RULES, at)];
          expect(there).toEqual(here.map(({ score, ...rest }) => ({ ...rest, score: expect.closeTo(score, 9) })));
          expect(await redis.admit(who, RULES, at)).toEqual(await memory.admit(who, RULES, at));
        }
      }),
      { numRuns: 15 },
    );
  });

  test('Redis keeps no text and no name of a key, and all of it ends', async () => {
    await admin?.flushall();
    const who = { tenant: 'research', principal: 'ann@example.com' };
    await shared[0]?.record(who, { requestId: 'request-1', refusal: 1, text: 'a secret plan' }, RULES, T0);
    const keys = (await admin?.keys('*')) ?? [];
    expect(keys.sort()).toEqual(['abuse:{research}', expect.stringMatching(/^abuse:\{research\}:[\w-]{12}$/)]);
    for (const key of keys) {
      expect(await admin?.get(key)).not.toMatch(/ann@|secret|plan/);
      expect(await admin?.pttl(key)).toBeLessThanOrEqual(86_400_000);
      expect(await admin?.pttl(key)).toBeGreaterThan(86_000_000);
    }
  });

  test('what is no standing under the key is as if nothing was', async () => {
    const who = subject('k', 'broken');
    await admin?.set('abuse:{broken}', 'half a {');
    expect(await shared[0]?.admit(who, RULES, T0)).toEqual({ level: 0, scope: 'key', waitMs: 0 });
    expect(await shared[0]?.record(who, refused(1), RULES, T0)).toEqual([]);
  });
}

test('a Redis that cannot be reached is an error', async () => {
  const store = redisAbuse('redis://127.0.0.1:1', async () => SECRET);
  await expect(store.admit(subject(), RULES, T0)).rejects.toThrow('no connection to Redis at redis://127.0.0.1:1');
  store.close();
});

test('only so many keys of a tenant are remembered here', async () => {
  const small = memoryAbuse(abuseDigests(SECRET), 2);
  const who = subject('first');
  await refuse([small], who, 30);
  for (const principal of ['second', 'third'])
    await small.record(subject(principal, who.tenant), { requestId: principal, refusal: 0 }, RULES, T0);
  expect(await small.admit(who, RULES, T0 + 30_000)).toMatchObject({ level: 0 });
});

test('texts that differ in case, blanks and lookalikes are the same; those of two tenants never', () => {
  const of = (tenant: string, text: string) =>
    abuseDigests(SECRET).eventOf({ tenant, principal: 'k' }, { requestId: 'r', refusal: 1, text }, T0).text;
  expect(of('a', 'Bad  Word')).toBe(of('a', 'b\u0430d w\u200bord'));
  expect(of('a', 'bad word')).not.toBe(of('b', 'bad word'));
  expect(of('a', 'bad word')).not.toBe(of('a', 'good word'));
});
