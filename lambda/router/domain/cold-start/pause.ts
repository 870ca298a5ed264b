const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4_000;

/** Before the nth question whether it is awake, from 0. @param jitter 0 ≤ x < 1; keeps routers apart */
export const pauseMs = (n: number, jitter: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(n, 10)) * (0.75 + 0.5 * jitter);
