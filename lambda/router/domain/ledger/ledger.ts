import type { UsageRow } from '../../contract/usage.ts';

export interface Ledger {
  /** Keeps one row. A settled row that is already there (same request, same attempt) is not changed by another one. */
  record(row: UsageRow): Promise<void>;
  /**
   * Notes an attempt before it is made: if nobody records it in `ABANDONED_AFTER_SECONDS`, this row is kept in its place.
   *
   * @default - what is not recorded is lost
   */
  begin?(row: UsageRow): Begun;
  /** Takes back an attempt that was begun and then not made, as far as that is possible. */
  withdraw?(row: UsageRow): Promise<void>;
}

/** An attempt that is being noted. */
export interface Begun {
  /** Settles when the note outlives this process. */
  readonly noted: Promise<void>;
  /** The call should wait for that, because it takes no time. */
  readonly first: boolean;
}
