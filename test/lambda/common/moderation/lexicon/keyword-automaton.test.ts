import fc from 'fast-check';
import { KeywordAutomaton } from '../../../../../lambda/common/moderation/lexicon/keyword-automaton.ts';

const found = (keywords: readonly string[], text: string) => {
  const hits: string[] = [];
  new KeywordAutomaton(keywords).scan(text, (keyword, start, end) => hits.push(`${keyword} ${start}-${end}`));
  return hits.sort();
};

/** The same by looking at every place for every word. */
const naively = (keywords: readonly string[], text: string) =>
  keywords
    .flatMap((word, keyword) =>
      Array.from({ length: text.length }, (_, at) => at)
        .filter((at) => word !== '' && text.startsWith(word, at))
        .map((at) => `${keyword} ${at}-${at + word.length}`),
    )
    .sort();

test('words inside words and words that overlap are all found', () => {
  expect(found(['he', 'she', 'his', 'hers'], 'ushers')).toEqual(['0 2-4', '1 1-4', '3 2-6']);
});

test('no keywords, no text and empty keywords find nothing', () => {
  expect([found([], 'text'), found(['a'], ''), found([''], 'text')]).toEqual([[], [], []]);
});

test('finds exactly what a naive search finds', () => {
  const letter = fc.constantFrom('a', 'b', '法', '\ud83d');
  const word = fc.string({ unit: letter, maxLength: 4 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 12 }), fc.string({ unit: letter, maxLength: 60 }), (keywords, text) => {
      expect(found(keywords, text)).toEqual(naively(keywords, text));
    }),
  );
});
