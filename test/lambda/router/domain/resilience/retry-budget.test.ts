import fc from 'fast-check';
import {
  earned,
  FULL,
  MOST_TOKENS,
  type RetryBudget,
  spent,
  TOKENS_PER_CALL,
  TOKENS_PER_SECOND,
} from '../../../../../lambda/router/domain/resilience/retry-budget.ts';

/** As many retries as there is budget for. */
function drain(budget: RetryBudget, at: number): { taken: number; left: RetryBudget } {
  let left = budget;
  let taken = 0;
  for (let next = spent(left, at); next !== undefined; next = spent(left, at)) {
    left = next;
    taken += 1;
  }
  return { taken, left };
}

test('a fresh budget holds a handful of retries, then one comes with every five calls', () => {
  const { taken, left } = drain(FULL, 1_000);
  expect(taken).toBe(MOST_TOKENS);
  const later = Array.from({ length: 5 }).reduce<RetryBudget>((budget) => earned(budget, 1_000), left);
  expect(drain(later, 1_000).taken).toBe(1);
});

test('ten seconds without calls bring three retries back', () => {
  const { left } = drain(FULL, 0);
  expect(drain(left, 10_000).taken).toBe(3);
  expect(drain(left, 3_600_000).taken).toBe(MOST_TOKENS);
});

test('a full budget is not made anew by a call', () => {
  expect(earned(FULL, 5)).toBe(FULL);
});

test('in any stretch of time, retries stay within their share of the calls', () => {
  const happening = fc.record({ wait: fc.nat({ max: 5_000 }), retries: fc.boolean() });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), fc.nat({ max: 199 }), (happenings, from) => {
      let budget = FULL;
      let at = 1_000_000;
      const log: { at: number; retried: boolean }[] = [];
      for (const { wait, retries } of happenings) {
        at += wait;
        budget = earned(budget, at);
        const after = retries ? spent(budget, at) : undefined;
        budget = after ?? budget;
        log.push({ at, retried: after !== undefined });
      }
      const stretch = log.slice(from);
      const seconds = (at - (stretch[0]?.at ?? at)) / 1000;
      const retried = stretch.filter((entry) => entry.retried).length;
      const most = MOST_TOKENS + seconds * TOKENS_PER_SECOND + stretch.length * TOKENS_PER_CALL;
      expect(retried).toBeLessThanOrEqual(most + 1e-6);
    }),
  );
});

test('a clock that goes back gives nothing away', () => {
  const { left } = drain(FULL, 100_000);
  expect(spent(left, 50_000)).toBeUndefined();
  expect(spent(earned(left, 50_000), 100_000)).toBeUndefined();
});
