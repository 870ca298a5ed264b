import fc from 'fast-check';
import { type Counters, reserveIn, settleIn, sweep } from '../../../../../lambda/router/domain/quota/counters.ts';
import type { Amounts, QuotaLimit, Reservation } from '../../../../../lambda/router/domain/quota/store.ts';

const MINUTE = 60_000;
const SLOT = 1_000;
const LEASE = 10 * MINUTE;

const tokens = (limit: number, key = 'tokens'): QuotaLimit => ({ key, measure: 'tokens', limit, windowMs: MINUTE });
const concurrency = (limit: number): QuotaLimit => ({ key: 'concurrency', measure: 'concurrency', limit });
const amountsOf = (count: number): Amounts => ({ requests: 1, tokens: count, microDollars: 0, concurrency: 1 });
const used = (count: number): Amounts => ({ ...amountsOf(count), concurrency: 0 });

const reservation = (id: string, limits: readonly QuotaLimit[], count = 1): Reservation => ({
  ...{ id, partition: 't', limits, leaseMs: LEASE, amounts: amountsOf(count) },
});

const usedIn = (counters: Counters, key: string, nowMs: number): number => {
  const limit = { ...tokens(Number.MAX_SAFE_INTEGER, key) };
  const answer = reserveIn(counters, reservation('probe', [limit], 0), nowMs);
  settleIn(counters, reservation('probe', [limit], 0), used(0), nowMs);
  return answer.granted ? (answer.used[0] ?? -1) : -1;
};

test('in no 60 seconds, wherever they begin, is more taken than the limit', () => {
  const step = fc.record({ wait: fc.integer({ min: 0, max: 40_000 }), count: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (steps, limit) => {
      const counters: Counters = new Map();
      const taken: { at: number; count: number }[] = [];
      let at = 1_000_000;
      for (const [i, { wait, count }] of steps.entries()) {
        at += wait;
        const answer = reserveIn(counters, reservation(`r${i}`, [tokens(limit)], count), at);
        if (answer.granted) taken.push({ at, count });
        const inWindow = taken.filter((one) => one.at > at - MINUTE).reduce((sum, one) => sum + one.count, 0);
        expect(inWindow).toBeLessThanOrEqual(limit);
      }
    }),
  );
});

test('everything is taken or nothing', () => {
  const limits = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(limits, fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 30 }), (sizes, counts) => {
      const counters: Counters = new Map();
      const all = sizes.map((limit, i) => tokens(limit, `limit-${i}`));
      let expected = 0;
      for (const [i, count] of counts.entries()) {
        const { granted } = reserveIn(counters, reservation(`r${i}`, all, count), MINUTE);
        expect(granted).toBe(expected + count <= Math.min(...sizes));
        if (granted) expected += count;
        if (expected > 0) expect(all.map(({ key }) => usedIn(counters, key, MINUTE))).toEqual(all.map(() => expected));
      }
    }),
  );
});

test('settling leaves exactly what was used; settling again changes nothing', () => {
  const use = fc.record({ count: fc.nat({ max: 100 }), actual: fc.nat({ max: 200 }), again: fc.nat({ max: 200 }) });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 20 }), (uses) => {
      const counters: Counters = new Map();
      for (const [i, { count }] of uses.entries()) reserveIn(counters, reservation(`r${i}`, [tokens(1e6)], count), MINUTE);
      for (const [i, { actual, again }] of uses.entries()) {
        settleIn(counters, reservation(`r${i}`, [tokens(1e6)]), used(actual), MINUTE + 5);
        settleIn(counters, reservation(`r${i}`, [tokens(1e6)]), used(again), MINUTE + 6);
      }
      expect(usedIn(counters, 'tokens', MINUTE + 7)).toBe(uses.reduce((sum, { actual }) => sum + actual, 0));
    }),
  );
});

test('what is not settled comes back when its lease ends, and not before', () => {
  const counters: Counters = new Map();
  const day: QuotaLimit = { key: 'day', measure: 'tokens', limit: 100, windowMs: 24 * 60 * MINUTE };
  reserveIn(counters, reservation('dead', [day, concurrency(1)], 80), 0);
  expect(reserveIn(counters, reservation('next', [day, concurrency(1)], 80), LEASE - 1)).toMatchObject({ granted: false });
  expect(reserveIn(counters, reservation('next', [day, concurrency(1)], 80), LEASE)).toEqual({ granted: true, used: [80, 1] });
  settleIn(counters, reservation('dead', [day, concurrency(1)]), used(80), LEASE + 1);
  expect(usedIn(counters, 'day', LEASE + 2)).toBe(80);
});

test('concurrency is free again after settling, tokens only after the window', () => {
  const counters: Counters = new Map();
  const limits = [tokens(10), concurrency(1)];
  reserveIn(counters, reservation('a', limits, 5), 0);
  expect(reserveIn(counters, reservation('b', limits, 5), 1)).toEqual({
    ...{ granted: false, used: [5, 1], refusedBy: 1, retryAfterMs: 1_000 },
  });
  settleIn(counters, reservation('a', limits), used(5), 2);
  expect(reserveIn(counters, reservation('b', limits, 5), 3)).toEqual({ granted: true, used: [10, 1] });
});

test('the time to wait is the time after which the request fits, and not a millisecond more', () => {
  const taking = fc.array(fc.record({ wait: fc.nat({ max: 9_000 }), count: fc.integer({ min: 1, max: 9 }) }), { minLength: 1 });
  fc.assert(
    fc.property(taking, fc.integer({ min: 1, max: 20 }), (steps, count) => {
      const make = () => {
        const counters: Counters = new Map();
        let at = 500;
        for (const [i, step] of steps.entries()) {
          at += step.wait;
          reserveIn(counters, reservation(`r${i}`, [tokens(20)], step.count), at);
        }
        return { counters, at };
      };
      const { counters, at } = make();
      const answer = reserveIn(counters, reservation('x', [tokens(20)], count), at);
      if (answer.granted) return;
      const after = answer.retryAfterMs ?? Number.NaN;
      expect(reserveIn(make().counters, reservation('y', [tokens(20)], count), at + after - 1).granted).toBe(false);
      expect(reserveIn(make().counters, reservation('z', [tokens(20)], count), at + after).granted).toBe(true);
    }),
  );
});

test('of several limits that refuse the one that takes longest is named; one that can never be met comes first', () => {
  const counters: Counters = new Map();
  reserveIn(counters, reservation('a', [tokens(10), concurrency(1)], 10), 0);
  const both = reserveIn(counters, reservation('b', [concurrency(1), tokens(10)], 10), SLOT);
  expect(both).toEqual({ granted: false, used: [1, 10], refusedBy: 1, retryAfterMs: 60 * SLOT });
  const never = reserveIn(counters, reservation('c', [tokens(10), tokens(5, 'small')], 6), SLOT);
  expect(never).toEqual({ granted: false, used: [10, 0], refusedBy: 1 });
});

test('a clock that is set back opens nothing, and ends no lease early', () => {
  const counters: Counters = new Map();
  reserveIn(counters, reservation('a', [tokens(2)]), LEASE);
  settleIn(counters, reservation('a', [tokens(2)]), used(1), LEASE);
  expect(reserveIn(counters, reservation('b', [tokens(2)]), 0).granted).toBe(true);
  expect(reserveIn(counters, reservation('c', [tokens(2)]), LEASE + 1).granted).toBe(false);
  expect(reserveIn(counters, reservation('d', [tokens(2)]), LEASE + 2 * MINUTE).granted).toBe(true);
});

test('a refused reservation leaves no counter behind, and a sweep drops those that nothing is left of', () => {
  const counters: Counters = new Map();
  reserveIn(counters, reservation('a', [tokens(1)], 2), 0);
  expect(counters.size).toBe(0);
  reserveIn(counters, reservation('b', [tokens(1), concurrency(1)], 1), 0);
  sweep(counters, 1);
  expect(counters.size).toBe(2);
  settleIn(counters, reservation('b', [tokens(1), concurrency(1)]), used(1), 2);
  sweep(counters, 3);
  expect([...counters.keys()]).toEqual(['tokens']);
  sweep(counters, 2 * MINUTE);
  expect(counters.size).toBe(0);
});
