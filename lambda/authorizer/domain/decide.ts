import type { ApiKeyRecord } from '../contract.ts';
import { rolesText } from './roles.ts';
import type { Verdict } from './verdict.ts';

/**
 * Judges a presented API key.
 *
 * @param record what is stored under its id
 * @param secretMatches whether the hash of the presented key equals the stored one
 * @param now epoch seconds
 */
export function decide(keyId: string, record: ApiKeyRecord | undefined, secretMatches: boolean, now: number): Verdict {
  if (record === undefined) return { kind: 'unauthenticated', reason: 'unknown key', keyId };
  if (!secretMatches) return { kind: 'unauthenticated', reason: 'wrong secret', keyId };
  if (record.revokedAt !== undefined) return { kind: 'unauthenticated', reason: 'revoked key', keyId };
  if (record.expiresAt !== undefined && record.expiresAt <= now) return { kind: 'unauthenticated', reason: 'expired key', keyId };
  const { tenant, roles } = record;
  return { kind: 'allow', caller: { tenant, principal: record.keyId, credential: 'api-key', ...rolesText(roles) } };
}
