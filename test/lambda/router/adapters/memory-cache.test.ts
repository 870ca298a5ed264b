import fc from 'fast-check';
import { memoryCache } from '../../../../lambda/router/adapters/memory-cache.ts';
import type { CachedAnswer } from '../../../../lambda/router/domain/cache/store.ts';

// What every cache must do is in response-caches.test.ts.

const answer = (size: number): CachedAnswer => ({ headers: {}, body: Buffer.alloc(size), storedAt: 0, provider: 'echo' });

test('whatever is kept and asked for, memory stays within its bound', async () => {
  const step = fc.record({
    key: fc.integer({ min: 0, max: 30 }),
    size: fc.nat(6_000),
    ttl: fc.nat(100_000),
    pause: fc.nat(40_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
      let now = 0;
      const cache = memoryCache(() => now, 20_000);
      for (const { key, size, ttl, pause } of steps) {
        now += pause;
        await cache.put('t', String(key), answer(size), ttl);
        expect(cache.bytes).toBeLessThanOrEqual(20_000);
        expect(cache.bytes).toBeGreaterThanOrEqual(0);
        await cache.get('t', String((key * 7) % 31));
      }
      now += 200_000;
      for (let key = 0; key <= 30; key += 1) expect(await cache.get('t', String(key))).toBeUndefined();
      expect(cache.bytes).toBe(0);
    }),
  );
});

test('those that were not asked for longest go first', async () => {
  const cache = memoryCache(() => 0, 5_000);
  for (const key of ['a', 'b', 'c']) await cache.put('t', key, answer(1_000), 1);
  await cache.get('t', 'a');
  await cache.put('t', 'd', answer(1_000), 1);
  const there = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await cache.get('t', key)) !== undefined));
  expect(there).toEqual([true, false, true, true]);
});

test('what is larger than all there is, is not kept, and takes nobody’s place', async () => {
  const cache = memoryCache(() => 0, 5_000);
  await cache.put('t', 'a', answer(10), 1);
  await cache.put('t', 'b', answer(5_000), 1);
  expect([await cache.get('t', 'a'), await cache.get('t', 'b')]).toEqual([answer(10), undefined]);
});

test('what has expired does not lie about until somebody asks for it', async () => {
  let now = 0;
  const cache = memoryCache(() => now);
  await cache.put('t', 'a', answer(1_000), 1_000);
  now = 60_000;
  await cache.put('t', 'b', answer(0), 1_000);
  expect(cache.bytes).toBeLessThan(1_000);
});
