import { fromRow, openApiKeys } from '../../lambda/authorizer/adapters/sqlite-api-keys.ts';
import { type KeyRegistry, missing, oldestFirst } from './registry.ts';

/** The keys of the local platform. */
export function sqliteRegistry(file: string): KeyRegistry {
  const database = openApiKeys(file);
  const insert = database.prepare(
    `INSERT INTO api_keys (key_id, hash, tenant, label, created_at, expires_at, revoked_at, roles)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const select = database.prepare('SELECT * FROM api_keys');
  const update = database.prepare('UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?) WHERE key_id = ? RETURNING *');
  return {
    async add({ keyId, hash, tenant, label, createdAt, expiresAt, revokedAt, roles }) {
      const optional = [expiresAt ?? null, revokedAt ?? null, roles?.join(' ') ?? null];
      const { changes } = insert.run(keyId, hash, tenant, label, createdAt, ...optional);
      return changes === 1;
    },
    async list() {
      return oldestFirst(select.all().map(fromRow));
    },
    async revoke(keyId, at) {
      const row = update.get(at, keyId);
      if (row === undefined) throw missing(keyId);
      return fromRow(row);
    },
  };
}
