import { openDatabase } from '../../common/sqlite.ts';
import type { UsageRow } from '../contract/usage.ts';
import type { Ledger } from '../domain/ports.ts';

/** What queries ask for stands in columns; `row` is the whole row as JSON. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS usage (
  tenant TEXT NOT NULL,
  at TEXT NOT NULL,
  request_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  row TEXT NOT NULL,
  PRIMARY KEY (tenant, at, request_id, attempt)
) STRICT, WITHOUT ROWID`;

interface Waiting {
  readonly row: UsageRow;
  readonly stored: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Keeps usage rows in the one database file of the local platform. Rows that come in the same turn of the event loop share a transaction:
 * a transaction of its own for each would take longer than all else that the router does for a request.
 */
export function sqliteLedger(file: string): Ledger {
  const database = openDatabase(file, SCHEMA);
  const insert = database.prepare('INSERT OR IGNORE INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  let waiting: Waiting[] = [];

  const flush = () => {
    const batch = waiting;
    waiting = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { row } of batch) {
        const { tenant, at, requestId, attempt, model, inputTokens, outputTokens } = row;
        insert.run(tenant, at, requestId, attempt, model, inputTokens, outputTokens, JSON.stringify(row));
      }
      database.exec('COMMIT');
      for (const { stored } of batch) stored();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { failed } of batch) failed(error);
    }
  };

  return {
    record: (row) =>
      new Promise((stored, failed) => {
        if (waiting.push({ row, stored, failed }) === 1) setImmediate(flush);
      }),
  };
}
