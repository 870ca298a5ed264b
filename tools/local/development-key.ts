import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { keyHash } from '../../lambda/authorizer/adapters/key-hash.ts';
import { formatApiKey, parseApiKey } from '../../lambda/authorizer/domain/api-key.ts';
import { mintKey, RANDOM_BYTES, recordOf } from '../keys/mint.ts';
import type { KeyRegistry } from '../keys/registry.ts';
import { sqliteRegistry } from '../keys/sqlite-registry.ts';
import { type State, writeOnce } from './state.ts';

/**
 * The key that a developer uses on the laptop: made at the first start, the same from then on. A key that was revoked, or whose pepper is
 * gone, is replaced by a new one.
 */
export async function developmentKey(state: State, tenant: string): Promise<string> {
  const registry = sqliteRegistry(state.database);
  const pepper = readFileSync(state.pepper, 'utf8').trim();
  const hash = (key: string) => keyHash(pepper, key);
  const file = state.developmentKey(tenant);
  if (existsSync(file) && !(await usable(readFileSync(file, 'utf8').trim(), registry, hash))) rmSync(file, { force: true });

  // Another platform may start on the same folder at this moment: the file decides whose key it is.
  const text = writeOnce(file, formatApiKey(mintKey(randomBytes(RANDOM_BYTES))));
  const key = parseApiKey(text);
  if (key === undefined) throw new Error(`'${file}' holds no API key; delete it and start again`);
  await registry.add(recordOf(key, { tenant, label: 'development key of the local platform', createdAt: new Date() }, hash));
  return text;
}

/** A key without a record is usable: it gets a new one. That is what remains when someone deletes the database. */
async function usable(text: string, registry: KeyRegistry, hash: (key: string) => string): Promise<boolean> {
  const key = parseApiKey(text);
  if (key === undefined) return false;
  const record = (await registry.list()).find(({ keyId }) => keyId === key.keyId);
  return record === undefined || (record.revokedAt === undefined && record.hash === hash(text));
}
