import { memoryQuota } from '../../../../lambda/router/adapters/memory-quota.ts';
import type { QuotaLimit, Reservation } from '../../../../lambda/router/domain/quota/store.ts';

const LEASE = 600_000;

const counted = (key: string, claimedBy?: string): QuotaLimit => ({
  ...{ key, measure: 'requests', limit: 5, windowMs: 60_000 },
  ...(claimedBy && { claimedBy }),
});
const of = (partition: string, ...limits: readonly QuotaLimit[]): Reservation => ({
  id: limits.map(({ key }) => key).join(),
  partition,
  limits,
  amounts: { requests: 1, tokens: 0, microDollars: 0, concurrency: 1 },
  leaseMs: LEASE,
});
/** Users of one key of one tenant. */
const asking = (partition: string, ...users: string[]): Reservation =>
  of(partition, ...users.map((user) => counted(user, 'research/key-1')));

test('a key that fills its counters of users is refused new ones, keeps the old ones, and disturbs nobody', async () => {
  const store = memoryQuota(() => 0, 2);
  await store.reserve(asking('a', 'ann', 'bob'));
  await expect(store.reserve(asking('a', 'cid'))).rejects.toThrow(
    'the embedded quota store is full: 2 counters of users and sessions of one key are in use',
  );
  expect(await store.reserve(asking('a', 'ann'))).toEqual({ granted: true, used: [2] });
  expect(await store.reserve(asking('b', 'cid'))).toEqual({ granted: true, used: [1] });
  // Another key of the same tenant, and what no client can make more of: the organisation's counter, a tenant's, a key's.
  expect(await store.reserve(of('a', counted('dan', 'research/key-2')))).toEqual({ granted: true, used: [1] });
  expect(await store.reserve(of('a', counted('1'), counted('2'), counted('3')))).toEqual({ granted: true, used: [1, 1, 1] });
});

test('what was refused takes no place', async () => {
  const store = memoryQuota(() => 0, 1);
  const full = { ...counted('tenant'), limit: 0 };
  expect(await store.reserve(of('a', full, counted('ann', 'research/key-1')))).toMatchObject({ granted: false });
  expect(await store.reserve(asking('a', 'bob'))).toEqual({ granted: true, used: [1] });
});

test('counters that nothing is left of make room', async () => {
  let now = 0;
  const store = memoryQuota(() => now, 1);
  await store.reserve(asking('a', 'ann'));
  now = LEASE + 61_000;
  expect(await store.reserve(asking('a', 'bob'))).toEqual({ granted: true, used: [1] });
});
