import pg from 'pg';
import { VectorError } from '../vector-database.ts';

/** Runs statements on one connection, all or none of them. */
export type Transaction = <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>;

/** @throws VectorError that holds no values of rows */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw explained(error);
  });
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // Whatever state the connection is in, nobody else gets it.
    client.release(true);
    throw explained(error);
  }
}

/** Not its detail: that holds the values of a row. */
function explained(error: unknown): VectorError {
  const { code } = error as { readonly code?: string };
  if (error instanceof pg.DatabaseError) return new VectorError([`Postgres refused: ${sentence(error)} (${code})`]);
  return new VectorError([`Postgres does not answer: ${error instanceof Error ? error.message || code : error}`]);
}

const sentence = ({ message, code }: pg.DatabaseError): string =>
  // Class 22 and 23 repeat what was given.
  /^2[23]/.test(code ?? '') ? 'the data does not fit' : (message.split('\n')[0] ?? '');
