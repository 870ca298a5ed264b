import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../common/sqlite.ts';
import { ABANDONED_AFTER_SECONDS, type UsageRow } from '../contract/usage.ts';
import type { Ledger } from '../domain/ledger/ledger.ts';

/** What queries ask for stands in columns; `row` is the whole row as JSON. */
const COLUMNS = `tenant TEXT NOT NULL,
  at TEXT NOT NULL,
  request_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  model TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  row TEXT NOT NULL,
  PRIMARY KEY (tenant, at, request_id, attempt)`;

/** Attempts that have begun stand in `usage_begun` until they are recorded or have lasted too long. */
const SCHEMA = `CREATE TABLE IF NOT EXISTS usage (${COLUMNS}) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS usage_begun (${COLUMNS}) STRICT, WITHOUT ROWID`;

/** How often somebody looks for attempts that were abandoned. */
const SWEEP_MS = 60_000;

/** Rows of attempts that are over wait for others so long; nobody waits for them but whoever stops the process. */
const RECORD_MS = 10;

interface Waiting {
  readonly write: () => void;
  readonly written: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Keeps usage rows in the one database file of the local platform. What comes close together shares a transaction: a transaction of its own for
 * each would take longer than all else that the router does for a request. An attempt is noted before its call goes out, with those of the same
 * turn of the event loop, so that whoever kills the process leaves none untold.
 *
 * @param now epoch milliseconds
 */
export function sqliteLedger(file: string, now: () => number = Date.now): Ledger {
  const database = openDatabase(file, SCHEMA);
  const statements = statementsOf(database);
  let sweptAt = Number.NEGATIVE_INFINITY;

  const transaction = (batch: readonly Waiting[]) => {
    try {
      statements.start();
      for (const { write } of batch) write();
      if (now() - sweptAt >= SWEEP_MS) {
        sweptAt = now();
        statements.sweep(new Date(sweptAt - ABANDONED_AFTER_SECONDS * 1000).toISOString());
      }
      statements.commit();
      for (const { written } of batch) written();
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const { failed } of batch) failed(error);
    }
  };
  const soon = together(transaction, setImmediate);
  const later = together(transaction, (flush) => setTimeout(flush, RECORD_MS));
  // What the last process left behind; the first request would come too late for a platform that gets none.
  soon(() => undefined).catch(() => undefined);

  return {
    record: (row) => later(() => statements.record(row)),
    begin: (row) => ({ noted: soon(() => statements.begin(row)), first: true }),
    withdraw: (row) => soon(() => statements.forget(row)),
  };
}

/** Collects writes until the time that the first of them asked for has come. */
function together(transaction: (batch: readonly Waiting[]) => void, when: (flush: () => void) => unknown) {
  let waiting: Waiting[] = [];
  const flush = () => {
    const batch = waiting;
    waiting = [];
    transaction(batch);
  };
  return (write: () => void) =>
    new Promise<void>((written, failed) => {
      if (waiting.push({ write, written, failed }) === 1) when(flush);
    });
}

function statementsOf(database: DatabaseSync) {
  // A settled row goes before an abandoned one, whichever comes first; among equals the first stays.
  const keep = `ON CONFLICT DO UPDATE SET model = excluded.model, input_tokens = excluded.input_tokens,
    output_tokens = excluded.output_tokens, row = excluded.row
    WHERE usage.row ->> '$.abandoned' AND excluded.row ->> '$.abandoned' IS NULL`;
  const insert = database.prepare(`INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?) ${keep}`);
  const begin = database.prepare('INSERT OR IGNORE INTO usage_begun VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const forget = database.prepare('DELETE FROM usage_begun WHERE tenant = ? AND at = ? AND request_id = ? AND attempt = ?');
  const abandon = database.prepare(`INSERT INTO usage SELECT * FROM usage_begun WHERE at <= ? ${keep}`);
  const clear = database.prepare('DELETE FROM usage_begun WHERE at <= ?');
  const start = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const keyOf = ({ tenant, at, requestId, attempt }: UsageRow) => [tenant, at, requestId, attempt] as const;
  const valuesOf = (row: UsageRow) => [...keyOf(row), row.model, row.inputTokens, row.outputTokens, JSON.stringify(row)] as const;
  return {
    start: () => start.run(),
    commit: () => commit.run(),
    record: (row: UsageRow) => {
      insert.run(...valuesOf(row));
      forget.run(...keyOf(row));
    },
    begin: (row: UsageRow) => {
      begin.run(...valuesOf(row));
    },
    forget: (row: UsageRow) => {
      forget.run(...keyOf(row));
    },
    sweep: (until: string) => {
      abandon.run(until);
      clear.run(until);
    },
  };
}
