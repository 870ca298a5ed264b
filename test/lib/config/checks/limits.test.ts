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

const lines = (organisation: unknown, limits: unknown) =>
  linesOf({ ...input(), organisations: { acme: { limits: organisation } }, tenants: { t: { organisation: 'acme', limits } } });

test('a limit above that of the organisation would never be reached', () => {
  expect(lines({ dollarsPerDay: 5, concurrency: 2 }, { dollarsPerDay: 6, perSession: { concurrency: 3 } })).toEqual([
    "tenants.t.limits.dollarsPerDay: 6 is above the organisation's 5 and would never be reached; lower it, or leave it out",
    "tenants.t.limits.perSession.concurrency: 3 is above the organisation's 2 and would never be reached; lower it, or leave it out",
  ]);
});

test('a day has no more dollars than a month', () => {
  const sentence =
    'dollarsPerDay: 20 is above dollarsPerMonth, which is 10, and would never be reached; lower it, or leave it out';
  const limits = { dollarsPerDay: 20, dollarsPerMonth: 10 };
  expect(linesOf(withLimits(limits))).toEqual([`tenants.t.limits.${sentence}`]);
  expect(lines(limits, {})).toEqual([`organisations.acme.limits.${sentence}`]);
});

test('a choice may be about the limits of the organisation', () => {
  expect(lines({ dollarsPerDay: 5 }, { whenUnavailable: 'localShare' })).toEqual([]);
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
  [{ dollarsPerDay: 0.0000001 }, 'tenants.t.limits.dollarsPerDay: 1e-7 is not an amount from 0.000001 to 1000000000 US dollars'],
  [{ requestPerMinute: 5 }, 'did you mean requestsPerMinute?'],
])('%j is refused with a sentence', (limits, sentence) => {
  expect(linesOf(withLimits(limits))).toEqual([expect.stringContaining(sentence)]);
});
