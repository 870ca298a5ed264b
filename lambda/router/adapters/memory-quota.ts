import { type Counters, reserveIn, settleIn, sweep } from '../domain/quota/counters.ts';
import type { QuotaLimit, QuotaStore, Reservation } from '../domain/quota/store.ts';
import { quotaKey } from './quota-key.ts';

/**
 * Counters of users and sessions that one key has, at most 20 MB. Beyond it new ones are refused, to that key only: to forget a counter would
 * be to forget what was used. How many counters organisations, tenants and keys have is not the client's to say, and none of them is refused.
 */
const MAX_CLAIMED = 10_000;

const SWEEP_INTERVAL_MS = 10_000;

interface Partition {
  readonly counters: Counters;
  /** How many of them are users' and sessions', by the key that named these. */
  claims: Map<string, number>;
  sweptAt: number;
}

/**
 * Counts within this process. What it counted is gone when the process ends, and other processes do not know of it.
 *
 * @param now epoch milliseconds
 */
export function memoryQuota(now: () => number = Date.now, maxClaimed = MAX_CLAIMED): QuotaStore {
  const partitions = new Map<string, Partition>();

  const partitionOf = (name: string, nowMs: number): Partition => {
    const found = partitions.get(name) ?? { counters: new Map(), claims: new Map(), sweptAt: nowMs };
    partitions.set(name, found);
    return found;
  };

  return {
    reserve: async (given) => {
      const nowMs = now();
      const reservation = keyed(given);
      const partition = partitionOf(given.partition, nowMs);
      if (nowMs - partition.sweptAt >= SWEEP_INTERVAL_MS) {
        partition.claims = sweep(partition.counters, nowMs);
        partition.sweptAt = nowMs;
      }
      const { counters, claims } = partition;
      const added = reservation.limits.filter(({ key, claimedBy }) => claimedBy !== undefined && !counters.has(key));
      const claimedBy = added[0]?.claimedBy;
      if (claimedBy === undefined) return reserveIn(counters, reservation, nowMs);
      const claimed = (claims.get(claimedBy) ?? 0) + added.length;
      if (claimed > maxClaimed) {
        throw new Error(`the embedded quota store is full: ${maxClaimed} counters of users and sessions of one key are in use`);
      }
      const answer = reserveIn(counters, reservation, nowMs);
      if (answer.granted) claims.set(claimedBy, claimed);
      return answer;
    },
    settle: async (given, actual) => {
      const nowMs = now();
      settleIn(partitionOf(given.partition, nowMs).counters, keyed(given), actual, nowMs);
    },
  };
}

/** Only long names are hashed, so that clients do not choose how much memory a counter takes; a hash for each would cost more than all else. */
const MAX_KEY_LENGTH = 96;

const keyed = (reservation: Reservation): Reservation => {
  if (reservation.limits.every(({ key }) => key.length <= MAX_KEY_LENGTH)) return reservation;
  return { ...reservation, limits: reservation.limits.map(bounded) };
};

const bounded = (limit: QuotaLimit): QuotaLimit =>
  limit.key.length <= MAX_KEY_LENGTH ? limit : { ...limit, key: quotaKey(limit.key) };
