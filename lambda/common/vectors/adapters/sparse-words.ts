import { createHash } from 'node:crypto';

/** The constants of BM25, and the length of a text that counts as the usual one: a mean over all tenants would have to be kept up. */
const K1 = 1.2;
const B = 0.75;
const USUAL_LENGTH = 256;

/** A sparse vector as Qdrant takes it. */
export interface SparseVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** The part of BM25 that a text has in it; how rare a word is the server adds. */
export function textWeights(words: readonly string[]): SparseVector {
  const counts = new Map<number, number>();
  for (const word of words) counts.set(placeOf(word), (counts.get(placeOf(word)) ?? 0) + 1);
  const base = K1 * (1 - B + (B * words.length) / USUAL_LENGTH);
  return { indices: [...counts.keys()], values: [...counts.values()].map((count) => (count * (K1 + 1)) / (count + base)) };
}

export function queryWeights(words: readonly string[]): SparseVector {
  const indices = [...new Set(words.map(placeOf))];
  return { indices, values: indices.map(() => 1) };
}

/** One of 2^32 places; two words that share one count as the same. */
const placeOf = (word: string): number => createHash('sha256').update(word).digest().readUInt32BE(0);
