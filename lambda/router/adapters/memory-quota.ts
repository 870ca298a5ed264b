import { type Counters, reserveIn, settleIn, sweep } from '../domain/quota/counters.ts';
import type { QuotaLimit, QuotaStore, Reservation } from '../domain/quota/store.ts';
import { quotaKey } from './quota-key.ts';

/**
 * Counters of one tenant or organisation, at most 20 MB. Beyond it new ones are refused, to that tenant only: to forget a counter would be to forget
 * what was used.
 */
const MAX_COUNTERS = 10_000;

const SWEEP_INTERVAL_MS = 10_000;

interface Partition {
  readonly counters: Counters;
  sweptAt: number;
}

/**
 * Counts within this process. What it counted is gone when the process ends, and other processes do not know of it.
 *
 * @param now epoch milliseconds
 */
export function memoryQuota(now: () => number = Date.now, maxCounters = MAX_COUNTERS): QuotaStore {
  const partitions = new Map<string, Partition>();

  const partitionOf = (name: string, nowMs: number): Partition => {
    const found = partitions.get(name) ?? { counters: new Map(), sweptAt: nowMs };
    partitions.set(name, found);
    return found;
  };

  return {
    reserve: async (given) => {
      const nowMs = now();
      const reservation = keyed(given);
      const partition = partitionOf(given.partition, nowMs);
      if (nowMs - partition.sweptAt >= SWEEP_INTERVAL_MS) {
        sweep(partition.counters, nowMs);
        partition.sweptAt = nowMs;
      }
      const added = reservation.limits.filter(({ key }) => !partition.counters.has(key)).length;
      if (added > 0 && partition.counters.size + added > maxCounters) {
        throw new Error(`the embedded quota store is full: ${maxCounters} counters of one tenant are in use`);
      }
      return reserveIn(partition.counters, reservation, nowMs);
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
