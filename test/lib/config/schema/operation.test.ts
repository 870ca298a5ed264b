import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { input, linesOf } from '../support.ts';

const allowed = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days !== RetentionDays.INFINITE);

test.each(allowed)('CloudWatch keeps logs %d days', (retentionDays) => {
  expect(linesOf({ ...input(), logs: { retentionDays } })).toEqual([]);
});

test.each([0, 2, 364, 9999, '365'])('%p is no retention period', (retentionDays) => {
  expect(linesOf({ ...input(), logs: { retentionDays } })).toEqual([
    expect.stringMatching(/^logs\.retentionDays: .* is not one of those allowed; /),
  ]);
});

test.each([
  [9, false],
  [10, true],
  [2_000_000_000, true],
  [2_000_000_001, false],
  [10.5, false],
])('the WAF takes a rate limit of %d: %p', (requestsPerAddress, accepted) => {
  expect(linesOf(input({ api: { requestsPerAddress } })).length).toBe(accepted ? 0 : 1);
});

test.each(['aws:x', 'AWS:x', '', 'x'.repeat(129), 'a;b', 'platform', 'Platform'])('%p is no tag key', (key) => {
  expect(linesOf(input({ tags: { [key]: 'v' } }))).toEqual([expect.stringContaining('is not a tag key;')]);
});

test.each(['a', 'aws', 'aws-llm', 'Acme', '1a', 'a--b', 'a-', 'a_b', 'x'.repeat(21)])('%p is no platform name', (name) => {
  expect(linesOf(input({ name }))).toEqual([expect.stringContaining('is not a platform name;')]);
});

test.each(['ab', 'acme-llm', 'awsome', 'x'.repeat(20)])('%p is a platform name', (name) => {
  expect(linesOf(input({ name }))).toEqual([]);
});

test('an account is twelve digits in quotes', () => {
  expect(linesOf({ ...input(), account: 111122223333 })).toEqual([
    'account: 111122223333 is not an account id; use twelve digits in quotes',
  ]);
  expect(linesOf(input({ account: '111122223333' }))).toEqual([]);
});
