import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { RESERVE_SCRIPT, SETTLE_SCRIPT } from '../../../../lambda/router/adapters/redis-quota-scripts.ts';
import { type Counters, reserveIn, settleIn } from '../../../../lambda/router/domain/quota/counters.ts';
import type { Amounts, QuotaAnswer, QuotaLimit, Reservation } from '../../../../lambda/router/domain/quota/store.ts';
import { type RedisServer, redisProgram, startRedis } from '../../../support/redis-server.ts';

// The scripts decide as the pure functions do, millisecond by millisecond: Redis gets the time of the test in place of its own.

const LEASE = 90_000;
const LIMITS: readonly QuotaLimit[] = [
  { key: 'tokens', measure: 'tokens', limit: 20, windowMs: 60_000 },
  { key: 'budget', measure: 'microDollars', limit: 60, windowMs: 600_000 },
  { key: 'concurrency', measure: 'concurrency', limit: 3 },
];

const steps = fc.array(
  fc.record({
    wait: fc.oneof(fc.nat({ max: 3_000 }), fc.nat({ max: 100_000 })),
    count: fc.nat({ max: 15 }),
    /** Whether the last reservation is asked for once more. */
    again: fc.boolean(),
    /** Which of the earlier reservations is settled next, and with what. */
    settled: fc.nat({ max: 5 }),
    actual: fc.oneof({ weight: 19, arbitrary: fc.nat({ max: 20 }) }, fc.constant(Number.MAX_SAFE_INTEGER)),
  }),
  { minLength: 5, maxLength: 25 },
);

const amounts = (count: number, concurrency: number): Amounts => ({
  requests: 1,
  tokens: count,
  microDollars: count,
  concurrency,
});

const at = (script: string, nowMs: number): string =>
  script.replace("call('TIME')", `{ ${Math.floor(nowMs / 1000)}, ${(nowMs % 1000) * 1000} }`);

if (redisProgram === undefined) {
  test('left out: redis-server is not on the PATH', () => expect(redisProgram).toBeUndefined());
} else {
  let server: RedisServer;
  let client: Redis;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.url);
  });

  afterAll(async () => {
    client.disconnect();
    await server.stop();
  });

  const run = (script: string, run: string, args: readonly (string | number)[]): Promise<unknown> => {
    const keys = LIMITS.flatMap(({ key }) => [`{${run}}:${key}`, `{${run}}:${key}:held`]);
    return client.eval(script, keys.length, ...keys, ...args);
  };

  const reserve = (name: string, { id, amounts: asked }: Reservation, nowMs: number) =>
    run(at(RESERVE_SCRIPT, nowMs), name, [
      ...[id, LEASE],
      ...LIMITS.flatMap(({ limit, windowMs = 0, measure }) => [limit, windowMs, asked[measure]]),
    ]);

  const settle = (name: string, id: string, actual: Amounts, nowMs: number) =>
    run(at(SETTLE_SCRIPT, nowMs), name, [id, ...LIMITS.flatMap(({ windowMs = 0, measure }) => [windowMs, actual[measure]])]);

  const reply = (answer: QuotaAnswer, id: string): unknown[] =>
    answer.granted ? [1, ...answer.used, id] : [0, answer.refusedBy, answer.retryAfterMs ?? -1, ...answer.used, id];

  test('whatever comes in whatever order, the scripts answer as the functions do', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const name = randomUUID();
        const counters: Counters = new Map();
        const made: Reservation[] = [];
        let now = 1_700_000_000_000;
        for (const [i, { wait, count, again, settled, actual }] of sequence.entries()) {
          now += wait;
          const reservation = (again && made.at(-1)) || {
            id: `r${i}`,
            partition: name,
            limits: LIMITS,
            leaseMs: LEASE,
            amounts: amounts(count, 1),
          };
          expect(await reserve(name, reservation, now)).toEqual(reply(reserveIn(counters, reservation, now), reservation.id));
          made.push(reservation);
          const done = made.at(-1 - settled);
          if (done === undefined) continue;
          await settle(name, done.id, amounts(actual, 0), now);
          settleIn(counters, done, amounts(actual, 0), now);
        }
      }),
      { numRuns: 150 },
    );
  });
}
