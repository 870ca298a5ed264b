import fc from 'fast-check';
import { parseDuration } from '../../../tools/keys/duration.ts';

test.each([
  ['90m', 5_400],
  ['12h', 43_200],
  ['30d', 2_592_000],
  ['4w', 2_419_200],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each(['', '30', 'd', '30 d', '-1d', '1.5d', '0d', '30D', '30y', '1e3d', '99999999w', '36601d'])(
  '%j is no duration',
  (text) => {
    expect(() => parseDuration(text)).toThrow(`duration '${text}' is not a number with a unit`);
  },
);

test('any text gives a time within a hundred years, or a sentence', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(parseDuration(text)).toBeGreaterThan(0);
      } catch (error) {
        expect(String(error)).toContain('write 90m, 12h, 30d or 4w');
      }
    }),
  );
});
