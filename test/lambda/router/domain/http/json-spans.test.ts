import fc from 'fast-check';
import { elementsAt, membersAt, skipBlanks } from '../../../../../lambda/router/domain/http/json-spans.ts';

/** JSON as clients write it: with blanks of every kind. */
const written = (value: unknown, blank: string): string => JSON.stringify(value, undefined, blank);
const blanks = fc.constantFrom('', ' ', '\t', '   ');

test('the spans of an object hold what JSON.parse finds, in order', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), blanks, fc.nat(3), (value, blank, before) => {
      const text = `${' '.repeat(before)}${written(value, blank)}`;
      const members = membersAt(text, skipBlanks(text, 0));
      const plain: Record<string, unknown> = JSON.parse(text);
      expect(members.map(({ name }) => name)).toEqual(Object.keys(plain));
      for (const { name, start, from, to } of members) {
        expect(JSON.stringify(JSON.parse(text.slice(from, to)))).toBe(JSON.stringify(plain[name]));
        expect(JSON.parse(`{${text.slice(start, to)}}`)).toHaveProperty([name]);
      }
    }),
  );
});

test('the spans of an array hold what JSON.parse finds, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), blanks, (value, blank) => {
      const text = written(value, blank);
      const found = elementsAt(text, 0).map(({ from, to }) => JSON.parse(text.slice(from, to)));
      expect(JSON.stringify(found)).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('a member that occurs twice is there twice, and a name may be written with escapes', () => {
  const text = '{"a":1, "\\u0061" : "\\\\" ,"b\\"":{}}';
  expect(membersAt(text, 0).map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([
    ['a', '1'],
    ['a', '"\\\\"'],
    ['b"', '{}'],
  ]);
});

test('a text of megabytes is no problem', () => {
  const text = JSON.stringify({ messages: [{ content: '"\\'.repeat(1_000_000) }], n: 1 });
  expect(membersAt(text, 0).map(({ name }) => name)).toEqual(['messages', 'n']);
});
