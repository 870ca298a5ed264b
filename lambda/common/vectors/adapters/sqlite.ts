import { createRequire } from 'node:module';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../sqlite.ts';
import { requireSame } from '../checked.ts';
import type { Engine } from '../engine.ts';
import { type IndexDefinition, VectorError } from '../vector-database.ts';
import { sqliteIndex } from './sqlite-index.ts';

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS vector_indexes (name TEXT PRIMARY KEY, model TEXT NOT NULL, dimension INTEGER NOT NULL) STRICT';

/**
 * One SQLite file, for a laptop: sqlite-vec compares with every vector of the tenant's partition, FTS5 ranks by BM25. Several processes may hold
 * the file at once.
 *
 * @param now epoch milliseconds
 * @throws VectorError when sqlite-vec is not installed
 */
export function sqliteEngine(file: string, now: () => number = Date.now): Engine {
  const database = openDatabase(file, SCHEMA, libraryPath());
  return {
    open: async (definition) => {
      create(database, definition);
      return sqliteIndex(database, definition.name, now);
    },
    close: async () => database.close(),
  };
}

/** The package finds its native library itself. It is asked for in a way that bundlers do not follow: no function in AWS needs it. */
function libraryPath(): string {
  try {
    const { getLoadablePath } = createRequire(__filename)('sqlite-vec') as typeof import('sqlite-vec');
    return getLoadablePath();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : error;
    throw new VectorError([
      `the vector database is in SQLite, which needs the package sqlite-vec (npm install sqlite-vec): ${reason}`,
    ]);
  }
}

function create(database: DatabaseSync, definition: IndexDefinition): void {
  const { name, model, dimension } = definition;
  database.prepare('INSERT OR IGNORE INTO vector_indexes VALUES (?, ?, ?)').run(name, model, dimension);
  const recorded = database.prepare('SELECT model, dimension FROM vector_indexes WHERE name = ?').get(name);
  requireSame(definition, { model: String(recorded?.model), dimension: Number(recorded?.dimension) });
  // Chunks of vectors belong to one partition: small ones waste little on small tenants.
  database.exec(`
    CREATE TABLE IF NOT EXISTS "vectors-${name}" (
      row INTEGER PRIMARY KEY, tenant TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, text TEXT, metadata TEXT NOT NULL,
      expires_at INTEGER NOT NULL, UNIQUE (tenant, id)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS "vectors-${name}_document" ON "vectors-${name}" (tenant, document);
    CREATE INDEX IF NOT EXISTS "vectors-${name}_expires" ON "vectors-${name}" (tenant, expires_at);
    CREATE VIRTUAL TABLE IF NOT EXISTS "vectors-${name}_vec" USING vec0(
      tenant TEXT PARTITION KEY, expires_at INTEGER, vector FLOAT[${dimension}] distance_metric=cosine, chunk_size=256
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS "vectors-${name}_fts" USING fts5(tenant, words, content='', contentless_delete=1);
  `);
}
