import type { PoolClient } from 'pg';
import { type EngineIndex, NEVER, type NearestQuery, type TenantKey, type WordsQuery } from '../engine.ts';
import { best } from '../fusion.ts';
import type { Filter, Match, VectorRecord } from '../vector-database.ts';
import { wordsOf } from '../words.ts';
import { postgresFilter } from './postgres-filter.ts';
import { createPartition, partitionOf, tableOf } from './postgres-schema.ts';
import type { Transaction } from './postgres-transaction.ts';

/** How many candidates the graph is searched for, at least: more find more of the nearest and take longer. */
const EF_SEARCH = 100;

/** @param now epoch milliseconds */
export function postgresIndex(transaction: Transaction, name: string, now: () => number): EngineIndex {
  const table = tableOf(name);

  /**
   * Statements that see and change this tenant's rows and no others.
   *
   * @param work is told whether the tenant has a table
   */
  const asTenant = <T>(
    tenant: TenantKey,
    work: (client: PoolClient, there: boolean) => Promise<T>,
    candidates = EF_SEARCH,
  ): Promise<T> =>
    transaction(async (client) => {
      const { rows } = await client.query(
        "SELECT set_config('vectors.tenant', $1, true), set_config('hnsw.ef_search', $2, true), to_regclass($3) IS NOT NULL AS there",
        [tenant, String(candidates), partitionOf(name, tenant)],
      );
      return work(client, rows[0]?.there === true);
    });

  /** From the tenant's own table: on the whole one, row-level security would keep filters and words from their indexes. */
  const select = async (client: PoolClient, tenant: TenantKey, filter: Filter, ranked: (parameter: Parameter) => Ranked) => {
    const values: unknown[] = [];
    const parameter = (value: unknown) => `$${values.push(value)}`;
    const own = `tenant = ${parameter(tenant)} AND expires_at > ${parameter(now())}`;
    const { score, condition = '', order } = ranked(parameter);
    const sql = `SELECT id, document, text, metadata, ${score} AS score FROM ${partitionOf(name, tenant)} WHERE ${own} ${condition} `;
    const { rows } = await client.query(`${sql} ${postgresFilter(filter, parameter)} ORDER BY ${order}`, values);
    return rows.map(matchOf);
  };

  const selectNearest = (client: PoolClient, tenant: TenantKey, { vector, filter, limit }: NearestQuery) =>
    select(client, tenant, filter, (parameter) => {
      const distance = `vector <=> ${parameter(textOf(vector))}::vector`;
      return { score: `1 - (${distance})`, order: `${distance} LIMIT ${limit}` };
    });

  const selectByWords = (client: PoolClient, tenant: TenantKey, { words, filter, limit }: WordsQuery) =>
    select(client, tenant, filter, (parameter) => {
      const query = `to_tsquery('simple', ${parameter(words.map((word) => `'${word}'`).join(' | '))})`;
      // Divided by the logarithm of the text's length.
      return { score: `ts_rank(words, ${query}, 1)`, condition: `AND words @@ ${query}`, order: `score DESC, id LIMIT ${limit}` };
    });

  return {
    upsert: (tenant, records) =>
      asTenant(tenant, async (client, there) => {
        if (there) await client.query(`DELETE FROM ${table} WHERE tenant = $1 AND expires_at <= $2`, [tenant, now()]);
        else await createPartition(client, name, tenant);
        await client.query(
          `INSERT INTO ${table}
           SELECT $1, id, document, vector::vector, text, to_tsvector('simple', words), metadata::jsonb, expires_at
           FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])
             AS given (id, document, vector, text, words, metadata, expires_at)
           ON CONFLICT (tenant, id) DO UPDATE SET document = excluded.document, vector = excluded.vector, text = excluded.text,
             words = excluded.words, metadata = excluded.metadata, expires_at = excluded.expires_at`,
          // In one order, so that two writers of the same records do not wait for each other.
          [tenant, ...columnsOf([...records].sort((one, other) => (one.id < other.id ? -1 : 1)))],
        );
      }),
    nearest: async (tenant, query) => {
      const { limit } = query;
      const search = async (client: PoolClient, there: boolean) => {
        const near = there ? await selectNearest(client, tenant, query) : [];
        if (near.length === limit || !there) return near;
        // The graph gives so many candidates and no more, whatever the filter leaves of them: then all rows are compared.
        await client.query('SET LOCAL enable_indexscan = off');
        return selectNearest(client, tenant, query);
      };
      return best(await asTenant(tenant, search, Math.max(EF_SEARCH, 2 * limit)), limit);
    },
    byWords: async (tenant, query) => {
      const search = async (client: PoolClient, there: boolean) => (there ? selectByWords(client, tenant, query) : []);
      return best(await asTenant(tenant, search), query.limit);
    },
    deleteDocuments: (tenant, documentIds) =>
      asTenant(tenant, async (client) => {
        await client.query(`DELETE FROM ${table} WHERE tenant = $1 AND document = ANY ($2::text[])`, [tenant, documentIds]);
      }),
    deleteTenant: (tenant) =>
      asTenant(tenant, async (client, there) => {
        // Nothing is left on disk for a vacuum to come.
        if (there) await client.query(`TRUNCATE ${partitionOf(name, tenant)}`);
      }),
  };
}

type Parameter = (value: unknown) => string;

interface Ranked {
  readonly score: string;
  readonly condition?: string;
  readonly order: string;
}

const columnsOf = (records: readonly VectorRecord[]): readonly unknown[][] => [
  records.map(({ id }) => id),
  records.map(({ documentId }) => documentId),
  records.map(({ vector }) => textOf(vector)),
  records.map(({ text }) => text || null),
  records.map(({ text }) => (text ? wordsOf(text).join(' ') : null)),
  records.map(({ metadata }) => JSON.stringify(metadata)),
  records.map(({ expiresAt = NEVER }) => expiresAt),
];

const textOf = (vector: Float32Array): string => `[${vector.join(',')}]`;

const matchOf = ({ id, document, text, metadata, score }: Record<string, unknown>): Match => ({
  ...{ id: String(id), documentId: String(document), score: Number(score), metadata: metadata as Match['metadata'] },
  ...(typeof text === 'string' && { text }),
});
