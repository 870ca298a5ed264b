/** `closed`: calls pass. `open`: none does until a time. `half-open`: one is on its way to find out. */
export type Breaker = Closed | Open | { readonly state: 'half-open'; readonly since: number; readonly openings: number };

export interface Closed {
  readonly state: 'closed';
  /** In a row. */
  readonly failures: number;
  /** What the last failure was about. @default - not about one request in particular */
  readonly about?: number;
}

export interface Open {
  readonly state: 'open';
  /** Epoch milliseconds. */
  readonly since: number;
  /** How often in a row it has opened. */
  readonly openings: number;
}

/**
 * What happens to an upstream, in epoch milliseconds. `answered`: a stream has begun, and nobody knows how it will end. `abandoned`: the client left
 * before the upstream had shown anything.
 */
export type BreakerEvent =
  | { readonly kind: 'start'; readonly at: number }
  | {
      readonly kind: 'answered' | 'success' | 'failure' | 'abandoned';
      readonly startedAt: number;
      readonly at: number;
      /** Stands for the request, where a failure may be its own fault. @default - it is the upstream's */
      readonly about?: number;
    };

/** Whether a call may be made: a breaker that lets a trial call pass counts as `closed` to who decides. */
export type BreakerPhase = 'closed' | 'open';

/** Failures in a row that open a breaker. */
export const FAILURES_TO_OPEN = 5;
/** The first pause; each trial that fails doubles it. */
export const FIRST_PAUSE_MS = 10_000;
/** Who has only one upstream waits no longer than this after it is back. */
export const LONGEST_PAUSE_MS = 60_000;

/** How long a trial on its way may still take, nobody knows. */
const TRIAL_MS = 1_000;

export const CLOSED: Breaker = Object.freeze({ state: 'closed', failures: 0 });

/** After the first byte of a trial: everybody may ask again, and one more failure opens it. */
const ON_PROBATION: Breaker = Object.freeze({ state: 'closed', failures: FAILURES_TO_OPEN - 1 });

/** Milliseconds that a breaker stays open when it opens for the nth time in a row. */
export const pauseMs = (openings: number): number => Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (openings - 1));

export const phaseOf = (breaker: Breaker, now: number): BreakerPhase => (waitMs(breaker, now) > 0 ? 'open' : 'closed');

/** Milliseconds until it is worth asking; 0 when a call may be made now. */
export function waitMs(breaker: Breaker, now: number): number {
  if (breaker.state === 'half-open') return TRIAL_MS;
  return breaker.state === 'open' ? Math.max(0, reopensAt(breaker) - now) : 0;
}

/** The breaker after an event. Pure. */
export function step(breaker: Breaker, event: BreakerEvent): Breaker {
  if (event.kind === 'start') return afterStart(breaker, event.at);
  if (breaker.state === 'closed') return afterEnd(breaker, event);
  // How a call ended that began before the breaker opened says nothing about the upstream now.
  if (event.startedAt < breaker.since) return breaker;
  if (event.kind === 'success') return CLOSED;
  // A stream may last for minutes, in which others would wait for it to end.
  if (event.kind === 'answered') return ON_PROBATION;
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

function afterEnd(breaker: Closed, event: Exclude<BreakerEvent, { readonly kind: 'start' }>): Breaker {
  const { kind, at, about } = event;
  if (kind === 'success') return breaker.failures === 0 ? breaker : CLOSED;
  // One request that an upstream chokes on, sent again and again, must not lock everybody else out.
  if (kind !== 'failure' || (about !== undefined && about === breaker.about)) return breaker;
  const failures = breaker.failures + 1;
  return failures < FAILURES_TO_OPEN
    ? { state: 'closed', failures, ...(about !== undefined && { about }) }
    : { state: 'open', since: at, openings: 1 };
}

const reopensAt = ({ since, openings }: { readonly since: number; readonly openings: number }): number =>
  since + pauseMs(openings);
