import type { AbuseRules } from '../../contract/abuse.ts';
import type { Level } from './standing.ts';

/** Whose behaviour it is: the tenant as a whole, or one of its keys. */
export const ABUSE_SCOPES = ['tenant', 'key'] as const;
export type AbuseScope = (typeof ABUSE_SCOPES)[number];

/** Who asks. */
export interface AbuseSubject {
  readonly tenant: string;
  readonly principal: string;
}

/** What came of a request. */
export interface AbuseReport {
  readonly requestId: string;
  /** 0: it passed. Up to 1: it was refused, and so sure was that. */
  readonly refusal: number;
  /** The text that was refused. Stores keep a keyed digest of it. @default - it passed */
  readonly text?: string;
}

/** Whether somebody may ask. */
export interface Admission {
  readonly level: Level;
  /** Whose level it is: of the two the severer. */
  readonly scope: AbuseScope;
  /** Milliseconds after which to come again; 0: it may pass. */
  readonly waitMs: number;
}

/** A standing that has got worse. */
export interface Worsening {
  readonly scope: AbuseScope;
  readonly level: Level;
  readonly score: number;
  /** How long the level holds. */
  readonly coolingOffMs: number;
}

/** Remembers how tenants and their keys behave, each tenant by itself. Passes the same contract test whether embedded or shared. */
export interface AbuseStore {
  /**
   * Whether they may ask at a time; takes the turn of those that are throttled. One atomic step.
   *
   * @param at epoch milliseconds
   * @throws Error when the store cannot be reached in time
   */
  admit(subject: AbuseSubject, rules: AbuseRules, at: number): Promise<Admission>;
  /**
   * Counts what came of a request, once however often it is told. One atomic step.
   *
   * @throws Error when the store cannot be reached in time
   */
  record(subject: AbuseSubject, report: AbuseReport, rules: AbuseRules, at: number): Promise<readonly Worsening[]>;
}
