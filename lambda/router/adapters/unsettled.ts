import type { Amounts, Reservation } from '../domain/quota/store.ts';

/** More than the requests that end while Redis fails over; those beyond it come back with their lease. */
const AT_MOST = 10_000;

/** Settlements that a store out of reach did not take, for when it is back. */
export interface Unsettled {
  /** Remembers a settlement, in place of an earlier one of the same reservation. */
  add(reservation: Reservation, actual: Amounts): void;
  /** It is settled. */
  remove(reservation: Reservation): void;
  /** The store is back: everything is tried again, one after the other. Nobody waits for it. */
  retry(): void;
}

/**
 * Settling twice changes nothing, so what may have been taken is settled again.
 *
 * @param settle asks the store
 * @param now epoch milliseconds
 */
export function unsettled(
  settle: (reservation: Reservation, actual: Amounts) => Promise<void>,
  now: () => number = Date.now,
): Unsettled {
  const waiting = new Map<string, { readonly reservation: Reservation; readonly actual: Amounts; readonly until: number }>();
  let running = false;

  const all = async (): Promise<void> => {
    for (const [id, entry] of waiting) {
      if (entry.until > now()) await settle(entry.reservation, entry.actual);
      // While it was on its way another one may have taken its place.
      if (waiting.get(id) === entry) waiting.delete(id);
    }
  };

  return {
    add: (reservation, actual) => {
      // After its lease nothing is left to settle.
      waiting.set(reservation.id, { reservation, actual, until: now() + reservation.leaseMs });
      const [oldest] = waiting.keys();
      if (waiting.size > AT_MOST && oldest !== undefined) waiting.delete(oldest);
    },
    remove: ({ id }) => waiting.delete(id),
    retry: () => {
      if (waiting.size === 0 || running) return;
      running = true;
      all()
        .catch(() => undefined)
        .finally(() => {
          running = false;
        });
    },
  };
}
