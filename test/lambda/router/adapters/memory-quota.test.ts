import { memoryQuota } from '../../../../lambda/router/adapters/memory-quota.ts';
import type { Reservation } from '../../../../lambda/router/domain/quota/store.ts';

const LEASE = 600_000;

const asking = (partition: string, ...users: string[]): Reservation => ({
  id: users.join(),
  partition,
  limits: users.map((user) => ({ key: user, measure: 'requests', limit: 5, windowMs: 60_000 })),
  amounts: { requests: 1, tokens: 0, microDollars: 0, concurrency: 1 },
  leaseMs: LEASE,
});

test('a tenant that fills its counters is refused new ones, keeps the old ones, and disturbs nobody', async () => {
  const store = memoryQuota(() => 0, 2);
  await store.reserve(asking('a', 'ann', 'bob'));
  await expect(store.reserve(asking('a', 'cid'))).rejects.toThrow('the embedded quota store is full: 2 counters of one tenant');
  expect(await store.reserve(asking('a', 'ann'))).toEqual({ granted: true, used: [2] });
  expect(await store.reserve(asking('b', 'cid'))).toEqual({ granted: true, used: [1] });
});

test('counters that nothing is left of make room', async () => {
  let now = 0;
  const store = memoryQuota(() => now, 1);
  await store.reserve(asking('a', 'ann'));
  now = LEASE + 61_000;
  expect(await store.reserve(asking('a', 'bob'))).toEqual({ granted: true, used: [1] });
});
