import type { Action } from '../policy.ts';

/** One judged request of a tenant. */
export interface AbuseEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What came of it. */
  readonly action: Action;
  /** 0 to 1: how sure the model or the rules were. */
  readonly score: number;
  /** Which of the tenant's keys asked: its id, never the key. */
  readonly key: string;
  /** The same for the same text, e.g. eight characters of a keyed hash of its plain view. */
  readonly fingerprint: string;
}

/**
 * What is remembered of a tenant: sums in which an event counts half as much after each half-life. A store can keep it as JSON; it stays below
 * 2 kB whatever happens.
 */
export interface Behaviour {
  /** Of the newest event. */
  readonly at: number;
  readonly requests: number;
  /** Refused ones, by how sure that was. */
  readonly refused: number;
  /** Refused ones whose text had been refused before. */
  readonly repeated: number;
  /** By key and by fingerprint: what was refused; the `MAX_REMEMBERED` heaviest. */
  readonly keys: Weights;
  readonly fingerprints: Weights;
}

/** Names with their weights. Pairs, as clients could name a key of an object `valueOf`. */
type Weights = readonly (readonly [name: string, weight: number])[];

export const NO_BEHAVIOUR: Behaviour = Object.freeze({ at: 0, requests: 0, refused: 0, repeated: 0, keys: [], fingerprints: [] });

const HALF_LIFE_MS = 600_000;
const MAX_REMEMBERED = 16;
const LEAST_REMEMBERED = 0.05;

/** Names longer than that are cut, so that the state stays small. */
const MAX_NAME = 40;

/** How much of a refusal each action is. Flagging and masking are what the tenant wanted, no refusals. */
const REFUSAL: Readonly<Record<Action, number>> = { allow: 0, flag: 0, mask: 0, review: 0.5, block: 1 };

/** What is remembered after one more event. An event that is older than the newest counts as if it came with it. */
export function remembered(before: Behaviour, event: AbuseEvent): Behaviour {
  const now = later(before, event.at);
  const refusal = REFUSAL[event.action] * event.score;
  if (refusal === 0) return Object.freeze({ ...now, requests: now.requests + 1 });
  const known = new Map(now.fingerprints).get(nameOf(event.fingerprint)) ?? 0;
  return Object.freeze({
    at: now.at,
    requests: now.requests + 1,
    refused: now.refused + refusal,
    repeated: now.repeated + Math.min(known, refusal),
    keys: heavier(now.keys, event.key, refusal),
    fingerprints: heavier(now.fingerprints, event.fingerprint, refusal),
  });
}

/** The same as it will be remembered at that time, when nothing happens. */
function later(before: Behaviour, at: number): Behaviour {
  const share = before.at === 0 ? 1 : 0.5 ** (Math.max(0, at - before.at) / HALF_LIFE_MS);
  const scaled = (weights: Weights) => weights.map(([name, weight]) => [name, weight * share] as const);
  return {
    at: Math.max(before.at, at),
    requests: before.requests * share,
    refused: before.refused * share,
    repeated: before.repeated * share,
    keys: scaled(before.keys),
    fingerprints: scaled(before.fingerprints),
  };
}

const nameOf = (name: string): string => name.slice(0, MAX_NAME);

function heavier(weights: Weights, name: string, by: number): Weights {
  const all = new Map(weights);
  all.set(nameOf(name), (all.get(nameOf(name)) ?? 0) + by);
  const heaviest = [...all].filter(([, weight]) => weight >= LEAST_REMEMBERED).sort((a, b) => b[1] - a[1]);
  return heaviest.slice(0, MAX_REMEMBERED);
}

/** So many harmless requests are assumed, so that a tenant's first mistake is none of its habits. */
const ASSUMED_HARMLESS = 10;

/** Why a score is what it is; each from 0 to 1. */
export interface AbuseReasons {
  /** Of all requests, the share that was refused. */
  readonly refused: number;
  /** Whether the same texts come again and again. */
  readonly repetition: number;
  /** Whether several keys take part. */
  readonly spread: number;
}

/**
 * How much a tenant's behaviour looks like abuse at a time, 0 to 1. The share of refused requests decides; that they repeat and come through
 * several keys makes it weigh more, but is nothing by itself: in a large tenant somebody is refused every minute.
 */
export function abuseScore(behaviour: Behaviour, at: number): { readonly score: number; readonly reasons: AbuseReasons } {
  const { requests, refused, repeated, keys } = later(behaviour, at);
  const share = Math.min(1, refused / (requests + ASSUMED_HARMLESS));
  const repetition = 1 - Math.exp(-repeated / 8);
  const heavyKeys = keys.reduce((sum, [, weight]) => sum + Math.min(1, weight), 0);
  const spread = 1 - Math.exp(-Math.max(0, heavyKeys - 1) / 4);
  const score = 1 - (1 - share) ** (1 + 2 * repetition + 2 * spread);
  return { score, reasons: { refused: share, repetition, spread } };
}
