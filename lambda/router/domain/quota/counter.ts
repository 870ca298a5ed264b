import type { QuotaLimit } from './store.ts';

/**
 * A window is cut into so many slots. Those of a whole window and the one that is running count, so that no window of the full length,
 * wherever it begins, ever holds more than the limit; the price is that a steady load gets 60/61 of it.
 */
export const SLOTS = 60;

/** No counter goes beyond this: as far as numbers are exact, less what clients of Redis need to read one digit by digit. */
export const MOST_COUNTED = 9_007_199_254_740_000;

interface Hold {
  readonly slot: number;
  readonly amount: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** How much of one limit is used: changed by the functions below and by nothing else. */
export interface Counter {
  /** 0 when the counter has no window. */
  readonly slotMs: number;
  /** That of its limit. */
  readonly claimedBy: string | undefined;
  /** Sum of all slots. */
  used: number;
  /** Epoch milliseconds; a clock that is set back does not reopen the past. */
  latest: number;
  /** Amount by slot, oldest first. */
  readonly slots: Map<number, number>;
  /** What is reserved and not settled, oldest first. */
  readonly holds: Map<string, Hold>;
}

export function emptyCounter({ windowMs = 0, claimedBy }: QuotaLimit): Counter {
  return { slotMs: windowMs / SLOTS, claimedBy, used: 0, latest: 0, slots: new Map(), holds: new Map() };
}

/** Forgets slots that have left the window and gives back what expired reservations hold. */
export function prune(counter: Counter, nowMs: number): void {
  counter.latest = Math.max(counter.latest, nowMs);
  for (const [id, hold] of counter.holds) {
    if (hold.expiresAt > counter.latest) break;
    settle(counter, id, 0);
  }
  const oldest = slotAt(counter, counter.latest) - SLOTS;
  for (const [slot, amount] of counter.slots) {
    if (slot >= oldest) break;
    counter.slots.delete(slot);
    counter.used -= amount;
  }
}

/** Reserves an amount until it is settled or its lease ends. All leases must be of one length. */
export function hold(counter: Counter, id: string, amount: number, leaseMs: number): void {
  const slot = slotAt(counter, counter.latest);
  counter.holds.set(id, { slot, amount, expiresAt: counter.latest + leaseMs });
  counter.slots.set(slot, (counter.slots.get(slot) ?? 0) + amount);
  counter.used += amount;
}

/**
 * Replaces what a reservation holds by what was used, in the slot where it was made. Without the hold nothing changes. The sum stays
 * where it can be counted down again exactly.
 */
export function settle(counter: Counter, id: string, actual: number): void {
  const held = counter.holds.get(id);
  if (held === undefined) return;
  counter.holds.delete(id);
  const amount = counter.slots.get(held.slot);
  if (amount === undefined) return;
  const change = Math.min(actual - held.amount, MOST_COUNTED - counter.used);
  counter.slots.set(held.slot, amount + change);
  counter.used += change;
}

/** Nobody knows when a running request ends; this is often enough to ask. */
const CONCURRENCY_RETRY_MS = 1_000;

/** @returns milliseconds until the amount fits; undefined when it never will, being larger than the limit */
export function roomAfterMs(counter: Counter, amount: number, limit: number): number | undefined {
  if (amount > limit) return undefined;
  if (counter.slotMs === 0) return CONCURRENCY_RETRY_MS;
  let excess = counter.used + amount - limit;
  for (const [slot, held] of counter.slots) {
    excess -= held;
    if (excess <= 0) return Math.max(1, Math.ceil((slot + SLOTS + 1) * counter.slotMs - counter.latest));
  }
  return undefined;
}

/** Whether forgetting the counter changes no answer. */
export const isIdle = (counter: Counter): boolean => counter.used === 0 && counter.holds.size === 0;

const slotAt = ({ slotMs }: Counter, at: number): number => (slotMs === 0 ? 0 : Math.floor(at / slotMs));
