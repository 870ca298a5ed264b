/** A source of numbers that a seed decides: 0 ≤ x < 1 (mulberry32). */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to below `limit`. */
export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** @throws Error for an empty list */
export function pick<T>(random: Random, list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('there is nothing to pick from');
  return list[below(random, list.length)] ?? first;
}
