import { type Breaker, CLOSED } from './breaker.ts';

/** What a router tells the others when a breaker of its own opens, or closes again. */
export interface BreakerNews {
  readonly state: 'open' | 'closed';
  /** How often in a row it has opened; 0 when it is closed. */
  readonly openings: number;
}

/** The same, as the others find it. */
export interface SharedBreaker extends BreakerNews {
  /** Milliseconds since it was told. */
  readonly ageMs: number;
  /** Another one for each piece of news. */
  readonly version: string;
}

/** Where routers tell each other of breakers. For each upstream the last word counts. */
export interface BreakerStore {
  /** In the order of the upstreams; undefined where there is no word, or it is this router's own. @throws Error */
  read(upstreams: readonly string[]): Promise<readonly (SharedBreaker | undefined)[]>;
  /** @throws Error */
  write(upstream: string, news: BreakerNews): Promise<void>;
}

/** What others should know of a change; undefined for nothing: how many failures there were, or that a trial is on its way. */
export function newsOf(before: Breaker, after: Breaker): BreakerNews | undefined {
  if (after.state === 'half-open') return undefined;
  if (after.state === 'closed') return before.state === 'closed' ? undefined : { state: 'closed', openings: 0 };
  const { openings } = after;
  return before.state !== 'closed' && before.openings === openings ? undefined : { state: 'open', openings };
}

/**
 * The own breaker after another router's word, which counts when it is the later one.
 *
 * @param changedAt when the own one last opened or closed, epoch milliseconds
 */
export function adopted(own: Breaker, changedAt: number, { state, openings, ageMs }: SharedBreaker, now: number): Breaker {
  const since = now - ageMs;
  if (since <= changedAt) return own;
  if (state === 'open') return { state, since, openings };
  return own.state === 'closed' ? own : CLOSED;
}
