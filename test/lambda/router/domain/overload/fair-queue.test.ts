import fc from 'fast-check';
import { FairQueue } from '../../../../../lambda/router/domain/overload/fair-queue.ts';

interface Named {
  readonly name: string;
  readonly bytes: number;
}
const named = (name: string, bytes = 1): Named => ({ name, bytes });

test('tenants take turns, however many of one wait', () => {
  const queue = new FairQueue<Named>();
  for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) queue.add(name.slice(0, 1), named(name));
  const names = Array.from({ length: 8 }, () => queue.take()?.name);
  expect(names).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4', undefined]);
});

test('who gave up is not called, and cannot give up twice', () => {
  const queue = new FairQueue<Named>();
  const [first, second] = [named('a1'), named('a2')];
  queue.add('a', first);
  queue.add('a', second);
  expect([queue.remove('a', first), queue.remove('a', first), queue.remove('b', second)]).toEqual([true, false, false]);
  expect([queue.size, queue.take(), queue.size, queue.take()]).toEqual([1, second, 0, undefined]);
});

test('it knows of which tenant most waits, by number and by size, and who of it came last', () => {
  const queue = new FairQueue<Named>();
  expect([queue.most('count'), queue.most('bytes'), queue.takeNewest('a')]).toEqual([undefined, undefined, undefined]);
  for (const [name, bytes] of [
    ['a1', 1],
    ['a2', 2],
    ['a3', 3],
    ['b1', 9],
  ] as const)
    queue.add(name.slice(0, 1), named(name, bytes));
  expect([queue.most('count'), queue.most('bytes'), queue.bytes]).toEqual(['a', 'b', 15]);
  expect([queue.waitingOf('a'), queue.waitingOf('c')]).toEqual([
    { count: 3, bytes: 6 },
    { count: 0, bytes: 0 },
  ]);
  expect([queue.takeNewest('a')?.name, queue.takeNewest('b')?.name, queue.most('bytes'), queue.bytes]).toEqual([
    'a3',
    'b1',
    'a',
    3,
  ]);
  expect([queue.take()?.name, queue.take()?.name, queue.take()]).toEqual(['a1', 'a2', undefined]);
});

test('whoever comes, goes and is called: nobody is lost, forgotten or called twice, and no tenant waits for two turns of another', () => {
  const happening = fc.record({
    kind: fc.constantFrom('add' as const, 'add' as const, 'take' as const, 'remove' as const),
    tenant: fc.constantFrom('a', 'b', 'c'),
    which: fc.nat({ max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200 }), (happenings) => {
      const queue = new FairQueue<{ tenant: string; number: number; bytes: number }>();
      const waiting: { tenant: string; number: number; bytes: number }[] = [];
      /** By tenant: how often each other one was called since this one waits. */
      const passed = new Map<string, Map<string, number>>();
      for (const [number, { kind, tenant, which }] of happenings.entries()) {
        if (kind === 'add') {
          const waiter = { tenant, number, bytes: which };
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
        expect(queue.bytes).toBe(waiting.reduce((sum, { bytes }) => sum + bytes, 0));
      }
    }),
  );
});
