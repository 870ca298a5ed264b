/** One judged request. */
export interface AbuseEvent {
  /** The same for the same request, by which it is counted once. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** 0: it passed. Up to 1: it was refused, and so sure was that. */
  readonly refusal: number;
  /** Stands for the key that asked. @default - the behaviour is that of one key */
  readonly key?: string;
  /** Stands for the text that was refused: the same for the same text. @default - it passed */
  readonly text?: string;
}

/**
 * What is remembered: sums in which an event counts half as much after each half-life. Holds no text, and is below 3 kB of JSON whatever
 * happens.
 */
export interface Behaviour {
  /** Of the newest event; 0 when there was none. */
  readonly at: number;
  readonly requests: number;
  /** Refused ones, by how sure that was. */
  readonly refused: number;
  /** Of those, by key and by text: the `MAX_REMEMBERED` heaviest. */
  readonly keys: Weights;
  readonly texts: Weights;
  /** Ids of the newest events. */
  readonly recent: readonly string[];
}

/** Names with their weights. */
export type Weights = readonly (readonly [name: string, weight: number])[];

export const NO_BEHAVIOUR: Behaviour = Object.freeze({ at: 0, requests: 0, refused: 0, keys: [], texts: [], recent: [] });

export const HALF_LIFE_MS = 600_000;
export const MAX_REMEMBERED = 16;
export const LEAST_REMEMBERED = 0.05;
export const MAX_RECENT = 32;

/** What is remembered after one more event. In whichever order events come, what is remembered is the same; one that comes twice counts once. */
export function remembered(before: Behaviour, event: AbuseEvent): Behaviour {
  if (before.recent.includes(event.id)) return before;
  const now = aged(before, event.at);
  const worth = 0.5 ** (Math.max(0, now.at - event.at) / HALF_LIFE_MS);
  const refusal = event.refusal * worth;
  return Object.freeze({
    at: now.at,
    requests: now.requests + worth,
    refused: now.refused + refusal,
    keys: heavier(now.keys, event.key, refusal),
    texts: heavier(now.texts, event.text, refusal),
    recent: [event.id, ...now.recent].slice(0, MAX_RECENT),
  });
}

/** The same at a later time. */
function aged(before: Behaviour, at: number): Behaviour {
  const share = before.at === 0 ? 1 : 0.5 ** (Math.max(0, at - before.at) / HALF_LIFE_MS);
  const scaled = (weights: Weights) => weights.map(([name, weight]) => [name, weight * share] as const);
  return {
    at: Math.max(before.at, at),
    requests: before.requests * share,
    refused: before.refused * share,
    keys: scaled(before.keys),
    texts: scaled(before.texts),
    recent: before.recent,
  };
}

function heavier(weights: Weights, name: string | undefined, by: number): Weights {
  if (name === undefined || by === 0) return weights;
  const all = new Map(weights);
  all.set(name, (all.get(name) ?? 0) + by);
  const kept = [...all].filter(([, weight]) => weight >= LEAST_REMEMBERED);
  return kept.sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).slice(0, MAX_REMEMBERED);
}

/** So many harmless requests are assumed, so that the first mistake is no habit. */
export const ASSUMED_HARMLESS = 10;

/** How much behaviour looks like abuse, and why; each from 0 to 1. */
export interface AbuseScore {
  readonly score: number;
  /** The share of all requests that was refused; of a tenant, without its worst key: what one key does is that key's. */
  readonly refused: number;
  /** Whether the same texts come again and again. */
  readonly repetition: number;
  /** Whether several keys take part. */
  readonly spread: number;
}

/**
 * As it was at the newest event. The share of refused requests decides; that they repeat and come through several keys makes it weigh more, but
 * is nothing by itself: in a large tenant somebody is refused every minute.
 */
export function abuseScore({ requests, refused, keys, texts }: Behaviour): AbuseScore {
  const worstKey = keys[0]?.[1] ?? 0;
  const share = Math.min(1, Math.max(0, refused - worstKey) / (requests + ASSUMED_HARMLESS));
  const again = texts.reduce((sum, [, weight]) => sum + Math.max(0, weight - 1), 0);
  const repetition = 1 - Math.exp(-again / 8);
  const heavyKeys = keys.reduce((sum, [, weight]) => sum + Math.min(1, weight), 0);
  const spread = 1 - Math.exp(-Math.max(0, heavyKeys - 1) / 4);
  const score = 1 - (1 - share) ** (1 + 2 * repetition + 2 * spread);
  return { score, refused: share, repetition, spread };
}
