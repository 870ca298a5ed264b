import type { ReviewCase, Verdict } from '../contract.ts';

export interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
  /** Of a denial: words that stand for all texts that hold them. @default - the denial is for this text only */
  readonly phrase?: string;
  /** The reviewer's principal. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface Appeal {
  readonly reason: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Somebody is looking at it. */
export interface Lease {
  readonly by: string;
  /** Epoch milliseconds: from then on anybody may take it. */
  readonly until: number;
}

/** A case and what became of it. */
export interface CaseRecord {
  readonly case: ReviewCase;
  /** 1 for a case that has just come in; each change is one more. */
  readonly version: number;
  /** @default - nobody has claimed it */
  readonly lease?: Lease;
  /** None, one, or two when the first was appealed against. */
  readonly decisions: readonly Decision[];
  /** Against the first decision. @default - none */
  readonly appeal?: Appeal;
}

export const STATES = ['open', 'claimed', 'decided', 'appealed'] as const;
export type CaseState = (typeof STATES)[number];

export const recordOf = (received: ReviewCase): CaseRecord => Object.freeze({ case: received, version: 1, decisions: [] });

/** Somebody has to decide: for the first time, or on an appeal. */
export const isWaiting = ({ decisions, appeal }: CaseRecord): boolean => decisions.length === (appeal === undefined ? 0 : 1);

/** @param now epoch milliseconds: a lease that has run out is none */
export function stateOf(record: CaseRecord, now: number): CaseState {
  if (!isWaiting(record)) return 'decided';
  if (record.lease !== undefined && record.lease.until > now) return 'claimed';
  return record.appeal === undefined ? 'open' : 'appealed';
}
