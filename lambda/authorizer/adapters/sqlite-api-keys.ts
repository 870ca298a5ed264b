import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { openDatabase } from '../../common/sqlite.ts';
import type { ApiKeyRecord } from '../contract.ts';
import type { Ports } from '../domain/authorize.ts';

const SCHEMA = `CREATE TABLE IF NOT EXISTS api_keys (
  key_id TEXT PRIMARY KEY, hash TEXT NOT NULL, tenant TEXT NOT NULL, label TEXT NOT NULL, created_at TEXT NOT NULL,
  expires_at INTEGER, revoked_at TEXT, roles TEXT
) STRICT`;

/** Opens the database file, with the table of keys in it. */
export function openApiKeys(file: string): DatabaseSync {
  const database = openDatabase(file, SCHEMA);
  const columns = database.prepare("SELECT name FROM pragma_table_info('api_keys')").all();
  // A database of a platform that knew no roles.
  if (!columns.some(({ name }) => name === 'roles')) database.exec('ALTER TABLE api_keys ADD COLUMN roles TEXT');
  return database;
}

/** Reads records from the database of the local platform. */
export function sqliteApiKeys(file: string): Ports['findKey'] {
  const select = openApiKeys(file).prepare('SELECT * FROM api_keys WHERE key_id = ?');
  return async (keyId) => {
    const row = select.get(keyId);
    return row === undefined ? undefined : fromRow(row);
  };
}

export function fromRow(row: Readonly<Record<string, SQLOutputValue>>): ApiKeyRecord {
  return {
    keyId: String(row.key_id),
    hash: String(row.hash),
    tenant: String(row.tenant),
    label: String(row.label),
    createdAt: String(row.created_at),
    ...(typeof row.roles === 'string' ? { roles: row.roles.split(' ') } : {}),
    ...(row.expires_at === null ? {} : { expiresAt: Number(row.expires_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: String(row.revoked_at) }),
  };
}
