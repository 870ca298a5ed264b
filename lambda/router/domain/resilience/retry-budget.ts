/**
 * How many retries an upstream may still be sent: a bucket of tokens, one for each retry. Calls fill it by a fifth of a token each, time by
 * three tokens in ten seconds. So in any T seconds with N calls there are at most `10 + 0.3 T + 0.2 N` retries.
 */
export interface RetryBudget {
  readonly tokens: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Enough for a handful of clients that fail at once; too little to double the load of an upstream that is down. */
export const MOST_TOKENS = 10;
/** Of the calls that an upstream gets, so many may be retries. */
export const TOKENS_PER_CALL = 0.2;
/** Lets a platform with few requests retry, too. */
export const TOKENS_PER_SECOND = 0.3;

export const FULL: RetryBudget = Object.freeze({ tokens: MOST_TOKENS, at: 0 });

/** After a call. A full budget stays the same value: nothing is made for an upstream that works. */
export const earned = (budget: RetryBudget, at: number): RetryBudget =>
  budget.tokens >= MOST_TOKENS ? budget : filled(budget, at, TOKENS_PER_CALL);

/** After a retry; undefined when there is no budget for one. */
export function spent(budget: RetryBudget, at: number): RetryBudget | undefined {
  const now = filled(budget, at, 0);
  return now.tokens >= 1 ? { ...now, tokens: now.tokens - 1 } : undefined;
}

/** A clock that goes back fills nothing. */
function filled({ tokens, at: before }: RetryBudget, at: number, more: number): RetryBudget {
  const seconds = Math.max(0, at - before) / 1000;
  return { tokens: Math.min(MOST_TOKENS, tokens + seconds * TOKENS_PER_SECOND + more), at: Math.max(at, before) };
}
