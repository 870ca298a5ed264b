import type { PoolClient } from 'pg';
import type { TenantKey } from '../engine.ts';
import type { IndexDefinition } from '../vector-database.ts';

/** Two processes that make the same thing at the same time would both find it missing. */
const ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('vector_indexes'))";

const REGISTRY = `${ONE_AT_A_TIME};
  CREATE TABLE IF NOT EXISTS vector_indexes (name text PRIMARY KEY, model text NOT NULL, dimension integer NOT NULL)`;

export const tableOf = (name: string): string => `"vectors-${name}"`;

/** The tenant's own table and own HNSW graph. A part of the key is enough for its name: which rows it takes is said by the whole. */
export const partitionOf = (name: string, tenant: TenantKey): string => `"v-${name}-${tenant.slice(0, 24)}"`;

/** What was recorded of an index, by us or by whoever was first. */
export async function recordedIndex(client: PoolClient, definition: IndexDefinition): Promise<Recorded> {
  const known = await recorded(client, definition.name);
  if (known !== undefined) return known;
  await client.query(REGISTRY);
  await createIndex(client, definition);
  return (await recorded(client, definition.name)) ?? definition;
}

type Recorded = Pick<IndexDefinition, 'model' | 'dimension'>;

async function recorded(client: PoolClient, name: string): Promise<Recorded | undefined> {
  if (!(await isThere(client, 'vector_indexes'))) return undefined;
  const { rows } = await client.query('SELECT model, dimension FROM vector_indexes WHERE name = $1', [name]);
  return rows[0];
}

/** Looked up as rows are: `to_regclass` may remember for the rest of a transaction that there was none. */
async function isThere(client: PoolClient, table: string): Promise<boolean> {
  const sql = 'SELECT FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = $1';
  const { rowCount } = await client.query(sql, [table.replaceAll('"', '')]);
  return rowCount === 1;
}

/**
 * A table in as many parts as there are tenants. Whoever asks sees the rows of the tenant that the transaction has named, which holds for the
 * owner of the table too.
 */
async function createIndex(client: PoolClient, { name, model, dimension }: IndexDefinition): Promise<void> {
  const table = tableOf(name);
  if (await isThere(client, table)) return;
  await client.query('INSERT INTO vector_indexes VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [name, model, dimension]);
  await client.query(`
    CREATE TABLE ${table} (
      tenant text NOT NULL, id text NOT NULL, document text NOT NULL, vector vector(${dimension}) NOT NULL, text text, words tsvector,
      metadata jsonb NOT NULL, expires_at bigint NOT NULL, PRIMARY KEY (tenant, id)
    ) PARTITION BY LIST (tenant);
    CREATE INDEX ON ${table} USING hnsw (vector vector_cosine_ops);
    CREATE INDEX ON ${table} USING gin (words);
    CREATE INDEX ON ${table} USING gin (metadata jsonb_path_ops);
    CREATE INDEX ON ${table} (document);
    CREATE INDEX ON ${table} (expires_at);
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON ${table} USING (tenant = current_setting('vectors.tenant', true));
  `);
}

/** Attached when it is made, which keeps nobody from reading and writing the other parts. */
export async function createPartition(client: PoolClient, name: string, tenant: TenantKey): Promise<void> {
  const [table, partition] = [tableOf(name), partitionOf(name, tenant)];
  await client.query(ONE_AT_A_TIME);
  if (await isThere(client, partition)) return;
  await client.query(`
    CREATE TABLE ${partition} (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    ALTER TABLE ${table} ATTACH PARTITION ${partition} FOR VALUES IN ('${tenant}');
  `);
}
