import type { DecisionEntry, ReviewCase } from '../contract.ts';
import type { AuditEntry } from './audit.ts';
import type { CaseRecord } from './case-record.ts';

/** Where a list goes on: the last case's place. */
export type Cursor = string;

export interface ListQuery {
  /** @default - all tenants */
  readonly tenant?: string;
  /** Cases that somebody has to decide, or those that are decided. */
  readonly waiting: boolean;
  readonly limit: number;
  /** @default - from the oldest */
  readonly after?: Cursor;
}

/** A case in a list: its redacted text may be cut, its sealed text is not there. */
export interface ListedCase {
  readonly record: CaseRecord;
  readonly cursor: Cursor;
}

export interface CaseStore {
  /** Keeps a new case. @returns false, and changes nothing, when there is one of this id */
  add(record: CaseRecord): Promise<boolean>;
  find(id: string): Promise<CaseRecord | undefined>;
  /** Oldest first. */
  list(query: ListQuery): Promise<readonly ListedCase[]>;
  /**
   * Replaces version n − 1 by version n, writes down who did it, and what the guard is to know of it: all of it or nothing.
   *
   * @returns false, and changes nothing, when version n − 1 is not what is stored
   */
  replace(record: CaseRecord, entry: AuditEntry, decision?: DecisionEntry): Promise<boolean>;
  /** Writes down what changed nothing. */
  note(entry: AuditEntry): Promise<void>;
  /** Oldest first. */
  audit(caseId: string): Promise<readonly AuditEntry[]>;
}

export interface ReviewPorts {
  readonly store: CaseStore;
  /** @throws Error when the text was sealed under another key */
  readonly unseal: (sealed: ReviewCase) => Promise<string>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
