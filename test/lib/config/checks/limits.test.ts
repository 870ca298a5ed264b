import { input, linesOf } from '../support.ts';

const withLimits = (limits: unknown) => ({ ...input(), tenants: { t: { limits } } });

test.each([
  {},
  { concurrency: 5 },
  { perKey: { requestsPerMinute: 10 }, whenUnavailable: 'refuse' },
  { requestsPerMinute: 10, perKey: { requestsPerMinute: 10 }, perUser: { tokensPerMinute: 5 } },
])('%j is right', (limits) => {
  expect(linesOf(withLimits(limits))).toEqual([]);
});

test('a limit above the one around it would never be reached', () => {
  const limits = { concurrency: 5, perKey: { concurrency: 6, requestsPerMinute: 10 }, perUser: { requestsPerMinute: 11 } };
  expect(linesOf(withLimits(limits))).toEqual([
    "tenants.t.limits.perKey.concurrency: 6 is above the tenant's 5 and would never be reached; lower it, or leave it out",
    "tenants.t.limits.perUser.requestsPerMinute: 11 is above the key's 10 and would never be reached; lower it, or leave it out",
  ]);
});

test('a choice without a limit is refused', () => {
  const sentence = "tenants.t.limits.whenUnavailable: 'localShare' has nothing to apply to; add a limit, or leave it out";
  expect(linesOf(withLimits({ whenUnavailable: 'localShare' }))).toEqual([sentence]);
  expect(linesOf(withLimits({ whenUnavailable: 'localShare', perKey: {} }))).toEqual([sentence]);
});

test.each([
  [{ concurrency: 0 }, 'tenants.t.limits.concurrency: 0 is not a whole number from 1 to 1000000000; use a number such as 20'],
  [{ perKey: { tokensPerMinute: 1.5 } }, 'tenants.t.limits.perKey.tokensPerMinute: 1.5 is not a whole number'],
  [{ concurrency: 1, whenUnavailable: 'open' }, "tenants.t.limits.whenUnavailable: 'open' is not one of those allowed"],
  [{ requestPerMinute: 5 }, 'did you mean requestsPerMinute?'],
])('%j is refused with a sentence', (limits, sentence) => {
  expect(linesOf(withLimits(limits))).toEqual([expect.stringContaining(sentence)]);
});
