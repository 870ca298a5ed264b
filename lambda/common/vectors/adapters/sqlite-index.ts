import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { inTransaction } from '../../sqlite.ts';
import { type EngineIndex, NEVER, type TenantKey } from '../engine.ts';
import { best } from '../fusion.ts';
import type { Filter, Match, VectorRecord } from '../vector-database.ts';
import { wordsOf } from '../words.ts';
import { sqliteFilter } from './sqlite-filter.ts';

type Row = Record<string, unknown>;

/** @param now epoch milliseconds */
export function sqliteIndex(database: DatabaseSync, name: string, now: () => number): EngineIndex {
  const [records, vec, fts] = [`"vectors-${name}"`, `"vectors-${name}_vec"`, `"vectors-${name}_fts"`];
  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values);
  const all = (sql: string, ...values: SQLInputValue[]): Row[] => database.prepare(sql).all(...values);

  const remove = (condition: string, ...values: SQLInputValue[]) => {
    for (const { row } of all(`SELECT row FROM ${records} WHERE ${condition}`, ...values)) {
      const at = row as SQLInputValue;
      run(`DELETE FROM ${vec} WHERE rowid = ?`, at);
      run(`DELETE FROM ${fts} WHERE rowid = ?`, at);
      run(`DELETE FROM ${records} WHERE row = ?`, at);
    }
  };

  const insert = (tenant: TenantKey, { id, documentId, vector, text = '', metadata, expiresAt = NEVER }: VectorRecord) => {
    const sql = `INSERT INTO ${records} (tenant, id, document, text, metadata, expires_at) VALUES (?, ?, ?, ?, ?, ?)`;
    const { lastInsertRowid } = run(sql, tenant, id, documentId, text || null, JSON.stringify(metadata), expiresAt);
    const row = BigInt(lastInsertRowid);
    run(
      `INSERT INTO ${vec} (rowid, tenant, expires_at, vector) VALUES (?, ?, ?, ?)`,
      ...[row, tenant, BigInt(expiresAt), bytesOf(vector)],
    );
    if (text !== '') run(`INSERT INTO ${fts} (rowid, tenant, words) VALUES (?, ?, ?)`, row, tenant, wordsOf(text).join(' '));
  };

  /** Rows that meet the filter, as a condition; undefined when there is none. */
  const chosen = (tenant: TenantKey, filter: Filter) => {
    const { condition, values } = sqliteFilter(filter);
    if (condition === '') return undefined;
    return { sql: `AND rowid IN (SELECT row FROM ${records} WHERE tenant = ? AND ${condition})`, values: [tenant, ...values] };
  };

  /** The records of rows, in their order. Rows that went between two statements are left out, and so are those of any other tenant. */
  const matches = (tenant: TenantKey, rows: readonly Row[], scoreOf: (row: Row) => number): Match[] => {
    const read = database.prepare(`SELECT id, document, text, metadata FROM ${records} WHERE row = ? AND tenant = ?`);
    return rows.flatMap((row) => {
      const record: Row | undefined = read.get(row.rowid as SQLInputValue, tenant);
      return record === undefined ? [] : [matchOf(record, scoreOf(row))];
    });
  };

  return {
    upsert: async (tenant, given) =>
      inTransaction(database, () => {
        remove('tenant = ? AND expires_at <= ?', tenant, now());
        for (const record of given) {
          remove('tenant = ? AND id = ?', tenant, record.id);
          insert(tenant, record);
        }
      }),
    nearest: async (tenant, { vector, filter, limit }) => {
      const only = chosen(tenant, filter);
      const rows = all(
        `SELECT rowid, distance FROM ${vec} WHERE tenant = ? AND vector MATCH ? AND k = ? AND expires_at > ? ${only?.sql ?? ''}`,
        ...[tenant, bytesOf(vector), limit, BigInt(now()), ...(only?.values ?? [])],
      );
      return best(
        matches(tenant, rows, ({ distance }) => 1 - Number(distance)),
        limit,
      );
    },
    byWords: async (tenant, { words, filter, limit }) => {
      const only = chosen(tenant, filter);
      // Words are letters and digits only, but some of them, such as OR, are operators unless they are quoted.
      const query = `tenant : "${tenant}" AND words : (${words.map((word) => `"${word}"`).join(' OR ')})`;
      const rows = all(
        `SELECT rowid, bm25(${fts}, 0, 1) AS rank FROM ${fts} WHERE ${fts} MATCH ?
           AND rowid IN (SELECT row FROM ${records} WHERE tenant = ? AND expires_at > ?) ${only?.sql ?? ''} ORDER BY rank LIMIT ?`,
        ...[query, tenant, now(), ...(only?.values ?? []), limit],
      );
      return best(
        matches(tenant, rows, ({ rank }) => -Number(rank)),
        limit,
      );
    },
    deleteDocuments: async (tenant, documentIds) =>
      inTransaction(database, () => {
        for (const document of documentIds) remove('tenant = ? AND document = ?', tenant, document);
      }),
    deleteTenant: async (tenant) => inTransaction(database, () => remove('tenant = ?', tenant)),
  };
}

function matchOf({ id, document, text, metadata }: Row, score: number): Match {
  return {
    ...{ id: String(id), documentId: String(document), score, metadata: JSON.parse(String(metadata)) },
    ...(typeof text === 'string' && { text }),
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
