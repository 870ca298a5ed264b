import fc from 'fast-check';
import { canonical } from '../../../constructs/router-configuration/canonical-json.ts';

/** The same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

const text = (value: unknown): string => JSON.stringify(canonical(value));

test('keys are sorted at every depth; lists keep their order', () => {
  expect(text({ b: [{ d: 1, c: 2 }, 'z', 'a'], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1},"z","a"]}');
});

test('the text is the same whatever the order of keys was', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => text(value) === text(reversed(value))));
});

test('nothing is lost and nothing added', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(JSON.parse(text(value))).toEqual(JSON.parse(JSON.stringify(value)))));
});
