import fc from 'fast-check';
import { dayOf, markOf, tenantTag, withoutMarks } from '../../../../lambda/common/watermark/mark.ts';
import { verifyWatermark } from '../../../../lambda/common/watermark/verify.ts';
import { watermarkFilter } from '../../../../lambda/common/watermark/watermark-filter.ts';

const key = Buffer.alloc(32, 3);
const day = dayOf(new Date('2026-11-21T12:00:00Z'));
const content = { tenantTag: tenantTag(key, 'acme/search'), day };
const marked = (text: string): string => {
  const filter = watermarkFilter(content, key);
  return filter.push(text) + filter.end();
};

const SENTENCE = 'The quick brown fox jumps over the lazy dog near the old river bank. ';
const PROSE = SENTENCE.repeat(20);

test('marks say who generated a text and when, and cannot be seen in it', () => {
  const text = marked(PROSE);
  const { marks, unknown } = verifyWatermark(text, key);
  expect(marks.length).toBeGreaterThan(2);
  expect(new Set(marks.map(({ day: of, tenantTag: tag }) => `${of} ${tag}`))).toEqual(new Set([`${day} ${content.tenantTag}`]));
  expect([unknown, withoutMarks(text)]).toEqual([0, PROSE]);
});

test.each([
  ['half of it', (text: string) => text.slice(0, text.length / 2)],
  ['the end of it', (text: string) => text.slice(text.length / 2)],
  ['Unicode in its composed form', (text: string) => text.normalize('NFKC')],
  ['other blanks and quotation', (text: string) => `> ${text.replaceAll(' ', '\u00a0').replaceAll('.', '.\n> ')}`],
  ['capitals', (text: string) => text.toUpperCase()],
  ['bold words', (text: string) => text.replaceAll('fox', '**fox**')],
  ['a change of its first words', (text: string) => `Hello ${text.slice(9)}`],
])('a copy is known by %s', (_, copy) => {
  expect(verifyWatermark(copy(marked(PROSE)), key).marks.length).toBeGreaterThan(0);
});

test('a Chinese text is marked', () => {
  const text = '长城是中国古代的军事防御工程，修筑的历史可上溯到西周时期。发生在首都镐京的著名典故烽火戏诸侯就源于此。'.repeat(4);
  expect(verifyWatermark(marked(text), key).marks.length).toBeGreaterThan(0);
});

test('another key finds nothing', () => {
  const { marks, unknown } = verifyWatermark(marked(PROSE), Buffer.alloc(32, 4));
  expect([marks.length, unknown > 0]).toEqual([0, true]);
});

test('a mark that is put under other words is not verified', () => {
  const [mark = ''] = /[\u2061-\u2064]{32}/.exec(marked(PROSE)) ?? [];
  const forged = `I never said anything of this kind at all.${mark}`;
  expect(verifyWatermark(forged, key)).toEqual({ marks: [], unknown: 1 });
});

test('a text that has no mark has none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(verifyWatermark(text, key).marks).toEqual([]);
    }),
  );
});

const CODE = 'const total = items.length. \nreturn a. b! c? '.repeat(12);

test.each([
  ['a block of code', `\`\`\`ts\n${CODE}\n\`\`\``],
  ['a block that never ends', `\`\`\`\n${CODE}`],
  ['a block with tildes', `~~~\n${CODE}\n~~~`],
  ['code in a line', `\`${CODE.replaceAll('\n', '')}\``],
  ['indented code', CODE.replaceAll(/^/gm, '    ')],
  ['JSON', JSON.stringify({ text: PROSE }, null, 2)],
  ['a list in JSON', JSON.stringify([PROSE, PROSE])],
  ['a row of a table', `| ${PROSE} |`],
])('%s is never changed', (_, text) => {
  expect(marked(text)).toBe(text);
});

test('code between paragraphs stays as it is, and the paragraphs are marked', () => {
  const block = `\n\n\`\`\`\n${CODE}\n\`\`\`\n\n`;
  const text = marked(PROSE + block + PROSE);
  expect(text).toContain(block);
  expect(verifyWatermark(text.split(block)[1] ?? '', key).marks.length).toBeGreaterThan(0);
});

test('a short answer is left alone', () => {
  expect(marked('Yes. It is.')).toBe('Yes. It is.');
});

test('marks that a model repeats are taken out', () => {
  const stolen = markOf({ tenantTag: 1, day: 1 }, 'x', key);
  expect(verifyWatermark(marked(`${stolen}${PROSE}`), key).unknown).toBe(0);
});

test('a text in pieces is marked like the whole, wherever it is cut, and is the same without its marks', () => {
  const unit = fc.constantFrom(
    SENTENCE,
    '。长城是中国古代的军事防御工程！',
    '`',
    '```\n',
    '\n',
    '\n\n',
    '{',
    '}',
    '"a. b"',
    '. ',
    '👍',
    '| ',
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 60 }), (parts, lengths) => {
      const text = parts.join('');
      const filter = watermarkFilter(content, key);
      let given = '';
      let rest = text;
      for (const length of lengths) {
        given += filter.push(rest.slice(0, length));
        rest = rest.slice(length);
      }
      given += filter.push(rest) + filter.end();
      expect(given).toBe(marked(text));
      expect(withoutMarks(given)).toBe(text);
      expect(verifyWatermark(given, key).unknown).toBe(0);
    }),
  );
});
