import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { memoryQuota } from '../../../lambda/router/adapters/memory-quota.ts';
import { type RedisQuota, redisQuota } from '../../../lambda/router/adapters/redis-quota.ts';
import type { QuotaStore } from '../../../lambda/router/domain/quota/store.ts';
import { type RedisServer, redisProgram, startRedis } from '../../support/redis-server.ts';
import { chat, DOLLAR, priced } from './domain/quota/support.ts';

// Whole requests through the router: reserved by their longest answer, settled with what they cost, recorded in the ledger.

const REQUESTS = 1_000;
const BUDGET = 100 * DOLLAR;

let server: RedisServer | undefined;
let redis: RedisQuota | undefined;

beforeAll(async () => {
  if (redisProgram === undefined) return;
  server = await startRedis();
  redis = redisQuota(server.url);
  // Redis learns the script now and not from a thousand requests at once.
  const amounts = { requests: 1, tokens: 0, microDollars: 0, concurrency: 0 };
  const limits = [{ key: 'k', measure: 'requests', limit: 1 }] as const;
  await redis.reserve({ id: 'warm-up', partition: 'warm-up', limits, amounts, leaseMs: 1_000 });
});
afterAll(async () => {
  redis?.close();
  await server?.stop();
});

const STORES: readonly [string, () => QuotaStore | undefined][] = [
  ['memory', () => memoryQuota()],
  [redisProgram === undefined ? 'Redis (left out: redis-server is not on the PATH)' : 'Redis', () => redis],
];

describe.each(STORES)('%s', (_, storeOf) => {
  const tenants = ['research', 'sales'];
  const one = fc.record({ tokens: fc.integer({ min: 1, max: 20 }), tenant: fc.constantFrom(...tenants), stop: fc.boolean() });
  const requests = fc.oneof(
    fc.constant(Array.from({ length: REQUESTS }, () => ({ tokens: 1, tenant: 'research', stop: false }))),
    fc.array(one, { minLength: REQUESTS, maxLength: REQUESTS }),
  );

  test('1,000 requests at once never cost an organisation more than its budget of 100 dollars, not by a cent', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (asked) => {
        const quota = storeOf();
        if (quota === undefined) return;
        const name = randomUUID();
        const organisation = { name, microDollarsPerDay: BUDGET, microDollarsPerMonth: 2 * BUDGET };
        const perSession = { concurrency: REQUESTS };
        const { send, ports } = priced(
          { research: { organisation, perSession }, sales: { organisation, perSession } },
          { quota },
        );
        const sinks = await Promise.all(
          asked.map(({ tokens, tenant, stop }, i) =>
            send(chat(tokens, stop ? { stop: 'echo' } : {}, { tenant, principal: `key-${i % 7}`, session: `s${i % 3}` })),
          ),
        );
        const statuses = sinks.map(({ status }) => status);
        const { ledger, lines } = ports;
        const spent = ledger.rows.reduce((sum, { costMicroDollars = 0 }) => sum + costMicroDollars, 0);
        expect(ledger.rows.length).toBe(statuses.filter((status) => status === 200).length);
        expect(spent).toBeLessThanOrEqual(BUDGET);
        const limits = [
          { key: '["microDollarsPerDay"]', measure: 'microDollars', limit: 2 * BUDGET, windowMs: 86_400_000 },
          { key: '["microDollarsPerMonth"]', measure: 'microDollars', limit: 2 * BUDGET, windowMs: 30 * 86_400_000 },
        ] as const;
        const amounts = { requests: 0, tokens: 0, microDollars: 0, concurrency: 0 };
        const probe = { id: randomUUID(), partition: `organisation/${name}`, limits, amounts, leaseMs: 60_000 };
        const { used } = await quota.reserve(probe);
        // Redis may be too slow on a busy machine: who is refused by that, or not settled, leaves a reservation and no row.
        if (lines.some(({ message }) => message.startsWith('quota'))) return expect(used[0]).toBeGreaterThanOrEqual(spent);
        expect(new Set(statuses)).toEqual(new Set([200, 429]));
        // What is counted is what is in the ledger: the sum of the rows is that of the settled reservations.
        expect(used).toEqual([spent, spent]);
        if (asked.every(({ tokens }) => tokens === 1)) expect(spent).toBe(BUDGET);
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});
