/** How long an upstream takes: a moving average, and when it was last measured, epoch milliseconds. */
export interface Latency {
  readonly ms: number;
  readonly at: number;
}

/** How much the newest measurement counts. */
const NEWEST = 0.2;

/** A measurement that is older says nothing: a slow upstream may have recovered, and is asked once more. */
const FRESH_MS = 60_000;

export const measured = (before: Latency | undefined, ms: number, at: number): Latency => ({
  ms: before === undefined ? ms : before.ms + NEWEST * (ms - before.ms),
  at,
});

export const isFresh = (latency: Latency | undefined, now: number): latency is Latency =>
  latency !== undefined && now - latency.at <= FRESH_MS;
