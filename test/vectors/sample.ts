import type { VectorIndex, VectorRecord } from '../../lambda/common/vectors/vector-database.ts';

export const DIMENSION = 384;
export const MODEL = 'synthetic-1';

/** Numbers that are the same on each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const gaussian = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((number) => number / length);
}

/** What texts differ in is far less than their vectors have numbers. */
const LATENT = 32;

/**
 * Vectors of texts on so many subjects: a subject is a place in a space of few dimensions, a text lies near it, and a fixed map, with some noise,
 * spreads that over all dimensions.
 */
export function clustered(count: number, subjects: number, seed: number): readonly Float32Array[] {
  const fixed = randomFrom(7);
  const spread = Array.from({ length: LATENT }, () => Float32Array.from({ length: DIMENSION }, () => gaussian(fixed)));
  const places = Array.from({ length: subjects }, () => Float32Array.from({ length: LATENT }, () => gaussian(fixed)));
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => {
    const place = places[Math.floor(random() * subjects)];
    const vector = new Float32Array(DIMENSION);
    for (const [at, direction] of spread.entries()) {
      const here = (place?.[at] ?? 0) + 0.6 * gaussian(random);
      for (let number = 0; number < DIMENSION; number += 1)
        vector[number] = (vector[number] ?? 0) + here * (direction[number] ?? 0);
    }
    return unit(vector.map((number) => number + 0.5 * gaussian(random)));
  });
}

const WORDS = ['invoice', 'password', 'portal', 'delivery', 'refund', 'contract', 'holiday', 'printer', 'network', 'account'];

export const recordsOf = (vectors: readonly Float32Array[]): readonly VectorRecord[] =>
  vectors.map((vector, at) => ({
    ...{ id: `r${at}`, documentId: `d${at % 97}`, model: MODEL, vector },
    text: `${WORDS[at % 10]} ${WORDS[(at * 7 + 3) % 10]} ${at}`,
    metadata: { part: at % 100, kind: at % 2 === 0 ? 'even' : 'odd' },
  }));

export async function load(index: VectorIndex, tenant: string, records: readonly VectorRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += 500) await index.upsert(tenant, records.slice(from, from + 500));
}

/** The ids of the nearest, by comparing with each. */
export function exactly(records: readonly VectorRecord[], query: Float32Array, limit: number): readonly string[] {
  const scored = records.map(({ id, vector }) => {
    let product = 0;
    for (let at = 0; at < DIMENSION; at += 1) product += (vector[at] ?? 0) * (query[at] ?? 0);
    return { id, product };
  });
  return scored
    .sort((one, other) => other.product - one.product)
    .slice(0, limit)
    .map(({ id }) => id);
}
