import fc from 'fast-check';
import type { TextOperation } from '../../../../../lambda/router/contract/prompts.ts';
import { postProcessor } from '../../../../../lambda/router/domain/prompts/post-processor.ts';

function processed(operations: readonly TextOperation[], ...pieces: readonly string[]): string {
  const filter = postProcessor(operations)(0);
  return [...pieces.filter((piece) => piece !== '').map((piece) => filter.push(piece)), filter.end()].join('');
}

const THINK = { remove: { from: '<think>', to: '</think>' } };

test('thoughts go, and the rest stays', () => {
  expect(processed([THINK, { trim: true }], '<think>hm</think>\n\nYes.<think>or', ' not</think> Really. ')).toBe('Yes. Really.');
});

test('a thought that is never closed is not shown', () => {
  expect(processed([THINK], 'Yes. <think>but')).toBe('Yes. ');
});

test('operations run in order', () => {
  expect(processed([{ prepend: 'a' }, { replace: { find: 'a', with: 'b' } }, { append: 'a' }], 'a')).toBe('bba');
});

test('what a replacement brings is not replaced again', () => {
  expect(processed([{ replace: { find: 'a', with: 'aa' } }], 'a', 'a')).toBe('aaaa');
});

test('whitespace is trimmed at the ends only', () => {
  expect(processed([{ trim: true }], '\n ', ' a ', ' ', ' b', ' \n')).toBe('a   b');
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '😀'), maxLength: 6 });
const mark = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });

test('however a text is cut, each operation does the same to it as to the whole', () => {
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 10 }), mark, mark, letters, (pieces, one, two, text) => {
      const whole = pieces.join('');
      fc.pre(whole !== '');
      expect(processed([{ replace: { find: one, with: text } }], ...pieces)).toBe(whole.split(one).join(text));
      expect(processed([{ remove: { from: one, to: two } }], ...pieces)).toBe(removed(whole, one, two));
      expect(processed([{ trim: true }], ...pieces)).toBe(whole.trim());
      expect(processed([{ prepend: one }, { append: two }], ...pieces)).toBe(one + whole + two);
    }),
  );
});

/** The same, written for whole texts. */
function removed(text: string, from: string, to: string): string {
  const start = text.indexOf(from);
  if (start < 0) return text;
  const end = text.indexOf(to, start + from.length);
  return text.slice(0, start) + (end < 0 ? '' : removed(text.slice(end + to.length), from, to));
}
