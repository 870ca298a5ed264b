/** `closed`: calls pass. `open`: none does until a time. `half-open`: one is on its way to find out. */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly since: number; readonly openings: number }
  | { readonly state: 'half-open'; readonly since: number; readonly openings: number };

/** What happens to an upstream, in epoch milliseconds. `abandoned`: the client left before the upstream had shown anything. */
export type BreakerEvent =
  | { readonly kind: 'start'; readonly at: number }
  | { readonly kind: 'success' | 'failure' | 'abandoned'; readonly startedAt: number; readonly at: number };

/** Whether a call may be made: a breaker that lets a trial call pass counts as `closed` to who decides. */
export type BreakerPhase = 'closed' | 'open';

/** Failures in a row that open a breaker. */
export const FAILURES_TO_OPEN = 5;
/** The first pause; each trial that fails doubles it. */
export const FIRST_PAUSE_MS = 10_000;
export const LONGEST_PAUSE_MS = 160_000;

export const CLOSED: Breaker = Object.freeze({ state: 'closed', failures: 0 });

/** Milliseconds that a breaker stays open when it opens for the nth time in a row. */
export const pauseMs = (openings: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (openings - 1));

export function phaseOf(breaker: Breaker, now: number): BreakerPhase {
  if (breaker.state === 'half-open') return 'open';
  return breaker.state === 'open' && now < reopensAt(breaker) ? 'open' : 'closed';
}

/** The breaker after an event. Pure. */
export function step(breaker: Breaker, event: BreakerEvent): Breaker {
  if (event.kind === 'start') return afterStart(breaker, event.at);
  if (breaker.state === 'closed') return afterEnd(breaker.failures, event);
  // How a call ended that began before the breaker opened says nothing about the upstream now.
  if (event.startedAt < breaker.since) return breaker;
  if (event.kind === 'success') return CLOSED;
  // A call that was made in spite of an open breaker, for want of a better one, does not prolong the pause.
  if (breaker.state === 'open') return breaker;
  const { since, openings } = breaker;
  if (event.kind === 'abandoned') return { state: 'open', since, openings };
  return { state: 'open', since: event.at, openings: openings + 1 };
}

function afterStart(breaker: Breaker, at: number): Breaker {
  if (breaker.state !== 'open' || at < reopensAt(breaker)) return breaker;
  return { ...breaker, state: 'half-open' };
}

function afterEnd(failures: number, { kind, at }: BreakerEvent): Breaker {
  if (kind === 'success') return CLOSED;
  if (kind !== 'failure') return { state: 'closed', failures };
  return failures + 1 < FAILURES_TO_OPEN
    ? { state: 'closed', failures: failures + 1 }
    : { state: 'open', since: at, openings: 1 };
}

const reopensAt = ({ since, openings }: { readonly since: number; readonly openings: number }): number =>
  since + pauseMs(openings);
