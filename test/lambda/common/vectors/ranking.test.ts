import fc from 'fast-check';
import { bm25 } from '../../../../lambda/common/vectors/adapters/bm25.ts';
import { queryWeights, textWeights } from '../../../../lambda/common/vectors/adapters/sparse-words.ts';
import { best, fused } from '../../../../lambda/common/vectors/fusion.ts';
import type { Match } from '../../../../lambda/common/vectors/vector-database.ts';
import { queryWordsOf, wordsOf } from '../../../../lambda/common/vectors/words.ts';
import { ids } from './support.ts';

const match = (id: string, score = 1): Match => ({ id, documentId: id, score, metadata: {} });

test('lists are joined by rank: on both is above on one, whatever the scores', () => {
  const joined = fused(
    [
      [match('a', 9), match('b', 8)],
      [match('c', 0.1), match('b', 0.01)],
    ],
    10,
  );
  expect(joined.map(({ id, score }) => [id, score])).toEqual([
    ['b', 1 / 62 + 1 / 62],
    ['a', 1 / 61],
    ['c', 1 / 61],
  ]);
  expect(ids(fused([[match('a'), match('b')], []], 1))).toEqual(['a']);
});

test('what stands higher on every list stands higher in the end', () => {
  const list = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 5 });
  fc.assert(
    fc.property(list, list, (one, other) => {
      const order = ids(
        fused(
          [one, other].map((names) => names.map((id) => match(id))),
          5,
        ),
      );
      for (const upper of one) {
        for (const lower of one) {
          const above = one.indexOf(upper) < one.indexOf(lower) && other.indexOf(upper) < other.indexOf(lower);
          if (above) expect(order.indexOf(upper)).toBeLessThan(order.indexOf(lower));
        }
      }
    }),
  );
});

test('equal scores stand in the order of their ids', () => {
  expect(ids(best([match('b'), match('a'), match('c', 2)], 3))).toEqual(['c', 'a', 'b']);
});

test('words are letters and digits in lower case, in any script', () => {
  expect(wordsOf('Größe: 17½ ÄPFEL, "NOT" x_y -- ＡＢＣ 日本')).toEqual([
    'größe',
    '171',
    '2',
    'äpfel',
    'not',
    'x',
    'y',
    'abc',
    '日本',
  ]);
  expect(queryWordsOf('a b A !')).toEqual(['a', 'b']);
  expect(queryWordsOf(Array.from({ length: 99 }, (_, at) => `w${at}`).join(' '))).toHaveLength(64);
});

test('BM25 prefers rare words, more of them, and short texts', () => {
  const texts = ['the cat', 'the dog', 'the the cat sat on the mat with a hat', 'cat cat'].map(wordsOf);
  const [short = 0, none = 0, longer = 0, twice = 0] = bm25(texts, ['cat']);
  expect(none).toBe(0);
  expect(twice).toBeGreaterThan(short);
  expect(short).toBeGreaterThan(longer);
  const [the = 0] = bm25(texts, ['the']);
  const [, dog = 0] = bm25(texts, ['dog']);
  expect(dog).toBeGreaterThan(the);
});

test('the sparse vectors of a text and of a question that have a word meet in one place', () => {
  const { indices, values } = textWeights(['cat', 'dog', 'cat']);
  const [place] = queryWeights(['cat', 'cat']).indices;
  expect([indices.length, indices[0], queryWeights(['cat', 'cat']).values]).toEqual([2, place, [1]]);
  expect(values[0]).toBeGreaterThan(values[1] ?? 0);
  expect(indices.every((index) => Number.isInteger(index) && index >= 0 && index < 2 ** 32)).toBe(true);
});
