import type { Journal } from '../exchange.ts';
import type { RouterPorts } from '../ports.ts';
import { usageRow } from '../usage.ts';

/**
 * Stores the rows of all attempts that are not being stored yet, and waits for all.
 *
 * @returns how many rows could not be stored; those are in the log, so that nothing is lost for good
 */
export async function recordUsage(journal: Journal, ports: RouterPorts): Promise<number> {
  recordAttempts(journal, ports);
  const [stored] = await Promise.all([Promise.all(journal.stored ?? []), Promise.all(journal.begun ?? [])]);
  return stored.filter((done) => !done).length;
}

/** Starts to store the rows of attempts that are over: another one may take minutes. */
export function recordAttempts(journal: Journal, { ledger, log }: RouterPorts): void {
  const { subject, attempts } = journal;
  if (subject === undefined || attempts.length === 0) return;
  journal.stored ??= [];
  for (const attempt of attempts.slice(journal.stored.length)) {
    const row = usageRow(subject, attempt);
    journal.stored.push(
      ledger.record(row).then(
        () => true,
        (error: unknown) => {
          log('error', 'usage row not stored', { ...row, error: error instanceof Error ? error.message : String(error) });
          return false;
        },
      ),
    );
  }
}
