import type { DatabaseSync } from 'node:sqlite';

const WAIT_MS = 5_000;
const PAUSE_MS = 10;
const SQLITE_BUSY = 5;

/**
 * Opens the one database file of the local platform. Several processes may hold it at once: WAL lets readers pass a writer, and a
 * writer waits up to five seconds for another.
 *
 * `node:sqlite` is loaded on the first call only: in Lambda nothing asks for it.
 *
 * @param extension path of a library that is loaded into it. @default - none, and none can be loaded later
 */
export function openDatabase(file: string, schema: string, extension?: string): DatabaseSync {
  const { DatabaseSync: Database } = require('node:sqlite') as typeof import('node:sqlite');
  const database = new Database(file, { allowExtension: extension !== undefined });
  // Waiting comes first: switching to WAL needs a lock too, for which several processes may come at once.
  database.exec(`PRAGMA busy_timeout = ${WAIT_MS}`);
  switchToWal(database, file);
  database.exec('PRAGMA synchronous = NORMAL');
  if (extension !== undefined) {
    database.loadExtension(extension);
    database.enableLoadExtension(false);
  }
  database.exec(schema);
  return database;
}

/** SQLite does not wait for this lock where it fears that two wait for each other. */
function switchToWal(database: DatabaseSync, file: string): void {
  const deadline = performance.now() + WAIT_MS;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if ((error as { readonly errcode?: number }).errcode !== SQLITE_BUSY) throw error;
      if (performance.now() > deadline) {
        throw new Error(
          `${file} is locked by another process for more than ${WAIT_MS / 1000} s; end that, or choose another folder`,
        );
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** Does work whose statements count together or not at all; other writers wait meanwhile. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors, such as a full disk, end the transaction by themselves.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
