import { ABANDONED_AFTER_SECONDS, type UsageRow } from '../contract/usage.ts';
import type { Ledger } from '../domain/ledger/ledger.ts';

/** Where rows wait until `usage-writer` puts them into the ledger. */
export interface UsageQueue {
  /** @param delaySeconds for which nobody sees the row */
  send(row: UsageRow, delaySeconds: number): Promise<void>;
}

/**
 * A ledger that loses nothing while one of table and queue works. Each attempt is noted in the queue when it begins, held back for as long as any
 * request lasts: when the note comes out, a settled row is there already and goes before it, or the router has died. The note travels beside the
 * call, which does not wait for it.
 */
export const queuedLedger = (table: Ledger, queue: UsageQueue): Ledger => ({
  begin: (row) => ({ noted: queue.send(row, ABANDONED_AFTER_SECONDS), first: false }),
  record: async (row) => {
    try {
      await table.record(row);
    } catch (error) {
      await queue.send(row, 0).catch((failure: unknown) => {
        throw new Error(`${messageOf(error)}; the queue: ${messageOf(failure)}`);
      });
    }
  },
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
