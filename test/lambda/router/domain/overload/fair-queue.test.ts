import fc from 'fast-check';
import { FairQueue } from '../../../../../lambda/router/domain/overload/fair-queue.ts';

test('tenants take turns, however many of one wait', () => {
  const queue = new FairQueue<string>();
  for (const waiter of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) queue.add(waiter.slice(0, 1), waiter);
  expect(Array.from({ length: 8 }, () => queue.take())).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4', undefined]);
});

test('who gave up is not called, and cannot give up twice', () => {
  const queue = new FairQueue<string>();
  queue.add('a', 'a1');
  queue.add('a', 'a2');
  expect([queue.remove('a', 'a1'), queue.remove('a', 'a1'), queue.remove('b', 'a2')]).toEqual([true, false, false]);
  expect([queue.size, queue.take(), queue.size, queue.take()]).toEqual([1, 'a2', 0, undefined]);
});

test('whoever comes, goes and is called: nobody is lost, forgotten or called twice, and no tenant waits for two turns of another', () => {
  const happening = fc.record({
    kind: fc.constantFrom('add' as const, 'add' as const, 'take' as const, 'remove' as const),
    tenant: fc.constantFrom('a', 'b', 'c'),
    which: fc.nat({ max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), (happenings) => {
      const queue = new FairQueue<{ tenant: string; number: number }>();
      const waiting: { tenant: string; number: number }[] = [];
      /** By tenant: how often each other one was called since this one waits. */
      const passed = new Map<string, Map<string, number>>();
      for (const [number, { kind, tenant, which }] of happenings.entries()) {
        if (kind === 'add') {
          const waiter = { tenant, number };
          if (!waiting.some((other) => other.tenant === tenant)) passed.set(tenant, new Map());
          waiting.push(waiter);
          queue.add(tenant, waiter);
        } else if (kind === 'remove') {
          const waiter = waiting[which % Math.max(1, waiting.length)];
          if (waiter === undefined) continue;
          expect(queue.remove(waiter.tenant, waiter)).toBe(true);
          waiting.splice(waiting.indexOf(waiter), 1);
        } else {
          const called = queue.take();
          expect(called === undefined).toBe(waiting.length === 0);
          if (called === undefined) continue;
          expect(waiting.find((other) => other.tenant === called.tenant)).toBe(called);
          waiting.splice(waiting.indexOf(called), 1);
          passed.set(called.tenant, new Map());
          for (const other of new Set(waiting.map((waiter) => waiter.tenant))) {
            const counts = passed.get(other);
            if (other === called.tenant || counts === undefined) continue;
            const count = (counts.get(called.tenant) ?? 0) + 1;
            counts.set(called.tenant, count);
            expect(count).toBeLessThanOrEqual(1);
          }
        }
        expect(queue.size).toBe(waiting.length);
      }
    }),
  );
});
