import fc from 'fast-check';
import { LruMap } from '../../../../lambda/router/adapters/lru-map.ts';

test('the entry that was not asked for the longest goes first', () => {
  const map = new LruMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

test('setting an entry again does not count twice', () => {
  const map = new LruMap<number>(2);
  for (const value of [1, 2, 3]) map.set('a', value);
  map.set('b', 4);
  expect([map.get('a'), map.get('b')]).toEqual([3, 4]);
});

const step = fc.record({
  op: fc.constantFrom('get', 'set', 'delete', 'deleteOldest'),
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
});

test('it is a list in the order of use', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const map = new LruMap<string>(3);
      let list: string[] = [];
      for (const { op, key } of steps) {
        const known = list.includes(key);
        const others = list.filter((one) => one !== key);
        if (op === 'get') {
          expect(map.get(key)).toBe(known ? key : undefined);
          if (known) list = [...others, key];
        } else if (op === 'set') {
          map.set(key, key);
          list = [...others, key].slice(-3);
        } else if (op === 'delete') {
          expect(map.delete(key)).toBe(known ? key : undefined);
          list = others;
        } else {
          expect(map.deleteOldest()).toBe(list[0]);
          list = list.slice(1);
        }
        expect([...map.entries()].map(([name]) => name)).toEqual(list);
        expect(map.size).toBe(list.length);
      }
    }),
  );
});
