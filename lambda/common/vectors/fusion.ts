import type { Match } from './vector-database.ts';

/** The usual constant: what stands first on one list does not outweigh what stands near the top of two. */
const K = 60;

/** How far down the lists are read, at least. */
const DEPTH = 50;

export const depthFor = (limit: number): number => Math.max(limit, DEPTH);

/** Joins lists of the same records by reciprocal rank fusion. */
export function fused(lists: readonly (readonly Match[])[], limit: number): readonly Match[] {
  const scores = new Map<string, Match>();
  for (const list of lists) {
    for (const [position, match] of list.entries()) {
      const score = (scores.get(match.id)?.score ?? 0) + 1 / (K + position + 1);
      scores.set(match.id, { ...match, score });
    }
  }
  return best([...scores.values()], limit);
}

/** In a fixed order: by score, then by id. */
export const best = (matches: readonly Match[], limit: number): readonly Match[] =>
  [...matches].sort((one, other) => other.score - one.score || (one.id < other.id ? -1 : 1)).slice(0, limit);
