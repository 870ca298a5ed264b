import type { DatabaseSync } from 'node:sqlite';

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
  database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  if (extension !== undefined) {
    database.loadExtension(extension);
    database.enableLoadExtension(false);
  }
  database.exec(schema);
  return database;
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
