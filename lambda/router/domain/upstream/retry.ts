import type { FailureKind, UpstreamHeaders } from '../ports.ts';

/** An attempt that brought no answer, before anything was sent to the client. */
export interface FailedAttempt {
  /** How it failed without an answer, or the status of the answer. */
  readonly outcome: FailureKind | number;
  readonly headers: UpstreamHeaders;
  /** 1 for the first. */
  readonly attempt: number;
  /** Since the request came in. */
  readonly elapsedMs: number;
  readonly nowMs: number;
  /** Until the time for all attempts is over. */
  readonly leftMs: number;
  /** Longest wait while another upstream stands ready: there is one retry then, and its pause a part of this by chance. @default - none does */
  readonly patienceMs?: number;
  /** 0 ≤ x < 1; spreads the retries of clients that failed together. */
  readonly jitter: number;
}

const MAX_ATTEMPTS = 3;
const MAX_ATTEMPTS_WITH_ANOTHER = 2;
/** An upstream that asks for more patience is not waited for: its `retry-after` goes to the client instead. */
const MAX_WAIT_MS = 10_000;
/** No retry starts later than this after the request came in. */
const BUDGET_MS = 30_000;
const FIRST_BACKOFF_MS = 250;

const RETRIED: ReadonlySet<FailureKind | number> = new Set<FailureKind | number>([
  'unreachable',
  'broken',
  408,
  409,
  429,
  500,
  502,
  503,
  504,
  // Anthropic is overloaded.
  529,
]);

/** Milliseconds to wait before the next attempt; undefined to give up. */
export function retryAfterMs(failed: FailedAttempt): number | undefined {
  const { outcome, headers, attempt, elapsedMs, leftMs, jitter, patienceMs } = failed;
  const attempts = patienceMs === undefined ? MAX_ATTEMPTS : MAX_ATTEMPTS_WITH_ANOTHER;
  if (attempt >= attempts || !RETRIED.has(outcome) || headers['x-should-retry'] === 'false') return undefined;
  const backoff = patienceMs === undefined ? FIRST_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + jitter) : patienceMs * jitter;
  const asked = askedMs(headers, failed.nowMs) ?? 0;
  // Whoever were told the same second do not all come back in it; a clock that is ahead asks for no pause at all.
  const wait = asked + backoff;
  return asked <= (patienceMs ?? MAX_WAIT_MS) && wait < leftMs && elapsedMs + wait <= BUDGET_MS ? wait : undefined;
}

/** How long the upstream asks to be left alone. */
export function askedMs(headers: UpstreamHeaders, nowMs: number): number | undefined {
  const exact = headers['retry-after-ms'];
  if (typeof exact === 'string' && /^\d+(\.\d+)?$/.test(exact)) return Number(exact);
  const asked = headers['retry-after'];
  if (typeof asked !== 'string') return undefined;
  if (/^\d+(\.\d+)?$/.test(asked)) return Number(asked) * 1000;
  // Date.parse takes almost anything for a date, so it is asked only about what begins like one.
  const date = /^[A-Za-z]{3,9},? /.test(asked) ? Date.parse(asked) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
