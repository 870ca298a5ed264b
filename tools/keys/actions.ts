import { randomBytes } from 'node:crypto';
import { keyHash } from '../../lambda/authorizer/adapters/key-hash.ts';
import { type ApiKeyRecord, ROLE_PATTERN } from '../../lambda/authorizer/contract.ts';
import { formatApiKey } from '../../lambda/authorizer/domain/api-key.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { parseDuration } from './duration.ts';
import { mintKey, RANDOM_BYTES, recordOf } from './mint.ts';
import { type Target, type TargetOptions, targetOf } from './target.ts';

export interface KeysOptions extends TargetOptions {
  /** A file, or a preset's name. */
  readonly config: string;
}

export interface CreateOptions extends KeysOptions {
  readonly tenant: string;
  readonly label: string;
  /** e.g. `30d`. @default - never */
  readonly expiresIn?: string;
  /** e.g. `reviewer`. @default - none */
  readonly role?: readonly string[];
}

export interface CreatedKey {
  /** The key, now and never again. */
  readonly apiKey: string;
  readonly record: ApiKeyRecord;
}

/** @throws Error, with a sentence for the user */
export async function createKey(options: CreateOptions): Promise<CreatedKey> {
  const { tenant, label, expiresIn, role = [] } = options;
  const lifetimeSeconds = expiresIn === undefined ? undefined : parseDuration(expiresIn);
  const config = await loadPlatformConfig(options.config, process.cwd());
  requireTenant(config, tenant);
  for (const each of role) requireRole(config, each);
  return await using(config, options, async ({ registry, pepper }) => {
    const secret = await pepper();
    const key = mintKey(randomBytes(RANDOM_BYTES));
    const request = { tenant, label, createdAt: new Date(), lifetimeSeconds, roles: [...new Set(role)] };
    const record = recordOf(key, request, (whole) => keyHash(secret, whole));
    if (!(await registry.add(record))) throw new Error(`the id '${key.keyId}' is taken; run the command again`);
    return { apiKey: formatApiKey(key), record };
  });
}

/** @throws Error, with a sentence for the user */
export async function listKeys(options: KeysOptions): Promise<ApiKeyRecord[]> {
  const config = await loadPlatformConfig(options.config, process.cwd());
  return await using(config, options, ({ registry }) => registry.list());
}

/** @throws Error, with a sentence for the user */
export async function revokeKey(keyId: string, options: KeysOptions): Promise<ApiKeyRecord> {
  const config = await loadPlatformConfig(options.config, process.cwd());
  return await using(config, options, ({ registry }) => registry.revoke(keyId, new Date().toISOString()));
}

async function using<T>(config: PlatformConfig, options: TargetOptions, action: (target: Target) => Promise<T>): Promise<T> {
  const target = targetOf(config, options);
  try {
    return await action(target);
  } catch (error) {
    throw target.explain(error);
  }
}

function requireRole(config: PlatformConfig, role: string): void {
  if (!ROLE_PATTERN.test(role)) {
    throw new Error(`role '${role}' is not known; write reviewer, reviewer:<tenant> or reviewer:* for all tenants`);
  }
  const [, tenant] = role.split(':');
  if (tenant !== undefined && tenant !== '*') requireTenant(config, tenant);
}

function requireTenant(config: PlatformConfig, tenant: string): void {
  if (Object.hasOwn(config.tenants, tenant)) return;
  throw new Error(`tenant '${tenant}' is not in the configuration, which has ${Object.keys(config.tenants).join(', ')}`);
}
