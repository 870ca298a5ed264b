import * as fc from 'fast-check';
import type { ScopedBudget } from '../../../../../lambda/router/contract/budget-scopes.ts';
import { budgetLimits } from '../../../../../lambda/router/domain/budgets/limits.ts';
import { type Counters, reserveIn, settleIn } from '../../../../../lambda/router/domain/quota/counters.ts';

const scoped: ScopedBudget = {
  kind: 'tenant',
  partition: 'research',
  scope: 'tenant',
  budget: { day: 100, month: 1_000, alertAt: [], whenReached: { block: 1 } },
};
const DAY = 86_400_000;
const NOVEMBER = Date.UTC(2026, 10);

const spend = (counters: Counters, at: number, amount: number, id = String(at)): boolean => {
  const amounts = { requests: 1, tokens: 0, microDollars: amount, concurrency: 1 };
  const reservation = { id, partition: 'research', limits: budgetLimits([scoped], at), amounts, leaseMs: 60_000 };
  const { granted } = reserveIn(counters, reservation, at);
  if (granted) settleIn(counters, reservation, amounts, at);
  return granted;
};

test('a budget ends with its day and its month, and begins again with the next', () => {
  const counters: Counters = new Map();
  expect(spend(counters, NOVEMBER + DAY - 1, 100)).toBe(true);
  expect(spend(counters, NOVEMBER + DAY - 1, 1, 'more')).toBe(false);
  expect(spend(counters, NOVEMBER + DAY, 100)).toBe(true);
  for (let day = 2; day < 10; day += 1) expect(spend(counters, NOVEMBER + day * DAY, 100)).toBe(true);
  expect(spend(counters, NOVEMBER + 29 * DAY, 1)).toBe(false);
  expect(spend(counters, NOVEMBER + 30 * DAY, 100)).toBe(true);
});

test('whatever comes when, no day and no month holds more than its budget', () => {
  const requests = fc.array(fc.record({ after: fc.integer({ min: 0, max: 5 * DAY }), amount: fc.integer({ min: 1, max: 60 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(requests, (all) => {
      const counters: Counters = new Map();
      const sums = new Map<string, number>();
      let at = NOVEMBER;
      for (const [i, { after, amount }] of all.entries()) {
        at += after;
        if (!spend(counters, at, amount, String(i))) continue;
        const iso = new Date(at).toISOString();
        for (const period of [iso.slice(0, 10), iso.slice(0, 7)]) sums.set(period, (sums.get(period) ?? 0) + amount);
      }
      for (const [period, sum] of sums) expect(sum).toBeLessThanOrEqual(period.length === 7 ? 1_000 : 100);
    }),
  );
});
