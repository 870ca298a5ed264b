import pg from 'pg';
import { requireSame } from '../checked.ts';
import type { Engine } from '../engine.ts';
import { type IndexDefinition, VectorError } from '../vector-database.ts';
import { postgresIndex } from './postgres-index.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { recordedIndex } from './postgres-schema.ts';
import { inTransaction, type Transaction } from './postgres-transaction.ts';

/** What an HNSW index of pgvector can hold. */
const MOST_DIMENSIONS = 2_000;

const CONNECT_MS = 2_000;
const STATEMENT_MS = 10_000;

export interface PostgresOptions {
  /** Asked for each connection: tokens end. @default - none is sent */
  readonly password?: (() => Promise<string>) | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** Connections of this process. @default 4 */
  readonly connections?: number;
}

/**
 * PostgreSQL 15 or newer with pgvector 0.6 or newer, such as Aurora. Extension, user and schema are made by whoever makes the database; tables
 * are made here.
 */
export function postgresEngine(
  place: PostgresPlace,
  { password, now = Date.now, connections = 4 }: PostgresOptions = {},
): Engine {
  const { host, port, database, user, tls } = place;
  const pool = new pg.Pool({
    ...{ host, port, database, user, max: connections },
    ...(password && { password }),
    // Authorities are those that Node trusts; NODE_EXTRA_CA_CERTS adds the one of RDS.
    ssl: tls && { rejectUnauthorized: true },
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS + CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    // Lambda freezes for minutes, and something in between may forget the connection.
    idleTimeoutMillis: 60_000,
    allowExitOnIdle: true,
  });
  // Of a connection that ends while nobody uses it; the next one who needs one makes another.
  pool.on('error', () => undefined);
  const transaction: Transaction = (work) => inTransaction(pool, work);
  return {
    open: async (definition) => {
      requireDimension(definition);
      requireSame(definition, await transaction((client) => recordedIndex(client, definition)));
      return postgresIndex(transaction, definition.name, now);
    },
    close: () => pool.end(),
  };
}

function requireDimension({ name, dimension }: IndexDefinition): void {
  if (dimension <= MOST_DIMENSIONS) return;
  throw new VectorError([
    `index ${name} is to hold vectors of ${dimension} numbers; pgvector indexes at most ${MOST_DIMENSIONS}`,
  ]);
}
