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
