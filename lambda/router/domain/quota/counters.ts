import { type Counter, emptyCounter, hold, isIdle, prune, roomAfterMs, settle } from './counter.ts';
import type { Amounts, QuotaAnswer, QuotaLimit, Reservation } from './store.ts';

/** By the key of the limit. */
export type Counters = Map<string, Counter>;

/** Takes everything from every counter, or nothing. Asked again for what it granted, it takes nothing more. */
export function reserveIn(counters: Counters, { id, limits, amounts, leaseMs }: Reservation, nowMs: number): QuotaAnswer {
  const found = limits.map((limit) => ({ limit, amount: amounts[limit.measure], counter: counterFor(counters, limit) }));
  if (found[0]?.counter.holds.has(id)) return { granted: true, used: found.map(({ counter }) => counter.used) };
  for (const { counter } of found) prune(counter, nowMs);
  const refusals = found.flatMap(({ limit, amount, counter }, refusedBy) =>
    counter.used + amount > limit.limit ? [{ refusedBy, after: roomAfterMs(counter, amount, limit.limit) }] : [],
  );
  const [worst] = refusals.sort((a, b) => (b.after ?? Infinity) - (a.after ?? Infinity) || a.refusedBy - b.refusedBy);
  if (worst !== undefined) {
    const { refusedBy, after } = worst;
    const used = found.map(({ counter }) => counter.used);
    return { granted: false, used, refusedBy, ...(after !== undefined && { retryAfterMs: after }) };
  }
  for (const { limit, amount, counter } of found) {
    counters.set(limit.key, counter);
    hold(counter, id, amount, leaseMs);
  }
  return { granted: true, used: found.map(({ counter }) => counter.used) };
}

/** Corrects what the reservation took to what was used. */
export function settleIn(counters: Counters, { id, limits }: Reservation, actual: Amounts, nowMs: number): void {
  for (const { key, measure } of limits) {
    const counter = counters.get(key);
    if (counter === undefined) continue;
    prune(counter, nowMs);
    settle(counter, id, actual[measure]);
  }
}

/**
 * Drops the counters that nothing is left of.
 *
 * @returns how many are left by whom they are claimed
 */
export function sweep(counters: Counters, nowMs: number): Map<string, number> {
  const left = new Map<string, number>();
  for (const [key, counter] of counters) {
    const { claimedBy } = counter;
    prune(counter, nowMs);
    if (isIdle(counter)) counters.delete(key);
    else if (claimedBy !== undefined) left.set(claimedBy, (left.get(claimedBy) ?? 0) + 1);
  }
  return left;
}

const counterFor = (counters: Counters, limit: QuotaLimit): Counter => counters.get(limit.key) ?? emptyCounter(limit);
