import fc from 'fast-check';
import { editDistance, nearest, suggestion } from '../../../../lib/config/problems/nearest.ts';

test('the distance counts insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('cidr', 'cidr')).toBe(0);
  expect(editDistance('cdir', 'cidr')).toBe(1);
  expect(editDistance('zone', 'zones')).toBe(1);
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'abc')).toBe(3);
});

test('the distance is symmetric, and zero only for equal texts', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
    }),
  );
});

test('the nearest of several wins, case aside; a stranger has none', () => {
  expect(nearest('regoins', ['region', 'regions', 'models'])).toBe('regions');
  expect(nearest('NATGATEWAYS', ['natGateways', 'zones'])).toBe('natGateways');
  expect(nearest('banana', ['name', 'account', 'regions'])).toBeUndefined();
  expect(nearest('x'.repeat(100_000), ['name'])).toBeUndefined();
});

test('a suggestion names the nearest, or the choices, of many the first ten', () => {
  expect(suggestion('cdir', ['cidr', 'zones'])).toBe('did you mean cidr?');
  expect(suggestion('banana', ['cidr', 'zones'])).toBe('use cidr, zones');
  expect(
    suggestion(
      'banana',
      Array.from({ length: 12 }, (_, i) => `option${i}`),
    ),
  ).toMatch(/^use option0, .*, option9 …$/);
});
