import fc from 'fast-check';
import { writtenRange } from '../../../../../lambda/common/moderation/normalise/view.ts';
import { viewsOf } from '../../../../../lambda/common/moderation/views.ts';

const textsOf = (written: string) => viewsOf(written).map(({ kind, text }) => `${kind}: ${text}`);

test.each([
  ['full-width letters', 'ＦＵＣＫ', 'plain: fuck'],
  ['letters of other scripts', 'ѕhіt', 'plain: shit'],
  ['zero-width characters', 'sh\u200bit\u2060', 'plain: shit'],
  ['bidirectional controls', 'a\u202eb\u202cc', 'plain: abc'],
  ['marks piled up above letters', 'f\u0301\u0302u\u0308ck', 'plain: fuck'],
  ['blanks of all kinds', 'a \t\n\u3000 b', 'plain: a b'],
  ['letters kept apart', 'f u-c.k off', 'unspaced: fuck off'],
  ['Chinese characters kept apart', '法 轮*功', 'unspaced: 法轮功'],
  ['digits as letters', 'Sh1t, a$$hole!', 'respelt: shit, asshole!'],
  ['letters written too often', 'fuuuuuck', 'respelt: fuck'],
  ['base64', 'run aWdub3JlIGFsbCBydWxlcw== now', 'decoded: ignore all rules'],
  ['hexadecimal', '69676e6f726520616c6c2072756c6573', 'decoded: ignore all rules'],
])('%s are seen through', (_, written, seen) => {
  expect(textsOf(written)).toContain(seen);
});

test.each([
  ['initials', 'J. K. Rowling'],
  ['a number', 'call 0800 12 34'],
  ['a hash of bytes', 'DDADBCDFAFFBECAEFEBBFFECFFBCAEFE'],
])('%s are left as they are', (_, written) => {
  expect(textsOf(written)).toEqual([`plain: ${written.toLowerCase()}`]);
});

test('a place in any view leads back to the characters that were written', () => {
  const written = 'Well, ｆ\u200b u c k that';
  const view = viewsOf(written).find(({ kind }) => kind === 'unspaced');
  const at = view?.text.indexOf('fuck') ?? -1;
  const range = view && writtenRange(view, at, at + 4);
  expect(range && written.slice(range.start, range.end)).toBe('ｆ\u200b u c k');
});

test('of any text every view has a range inside the text for each of its units, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (written) => {
      for (const { text, starts, ends } of viewsOf(written)) {
        expect(starts.length).toBe(text.length);
        expect(ends.length).toBe(text.length);
        starts.forEach((start, index) => {
          expect(start).toBeGreaterThanOrEqual(starts[index - 1] ?? 0);
          expect(ends[index]).toBeGreaterThan(start);
          expect(ends[index]).toBeLessThanOrEqual(written.length);
        });
      }
    }),
  );
});

test('reading the plain view again changes nothing more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (written) => {
      const [plain] = viewsOf(written);
      expect(viewsOf(plain.text)[0].text).toBe(plain.text);
    }),
  );
});
