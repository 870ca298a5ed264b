/** The usual constants. */
const K1 = 1.2;
const B = 0.75;

/**
 * Ranks texts by the words of a query, as Okapi BM25 does.
 *
 * @param texts the words of each text
 * @returns a score for each, 0 for those that have none of the words
 */
export function bm25(texts: readonly (readonly string[])[], query: readonly string[]): readonly number[] {
  const mean = texts.reduce((sum, words) => sum + words.length, 0) / texts.length;
  const counts = texts.map((words) => countsOf(words, query));
  const weights = new Map(query.map((word) => [word, idf(texts.length, counts.filter((count) => count.has(word)).length)]));
  return texts.map((words, position) => {
    let score = 0;
    for (const [word, count] of counts[position] ?? []) {
      score += ((weights.get(word) ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * words.length) / mean));
    }
    return score;
  });
}

const idf = (texts: number, having: number): number => Math.log(1 + (texts - having + 0.5) / (having + 0.5));

function countsOf(words: readonly string[], query: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) if (query.includes(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
