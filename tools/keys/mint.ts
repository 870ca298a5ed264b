import type { ApiKeyRecord } from '../../lambda/authorizer/contract.ts';
import { type ApiKey, formatApiKey } from '../../lambda/authorizer/domain/api-key.ts';

/** Random bytes that a new key takes: 10 for its id, 32 for its secret. */
export const RANDOM_BYTES = 42;

const ID_BYTES = 10;
const ID_ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

export interface KeyRequest {
  readonly tenant: string;
  /** For people: whose key, for what. */
  readonly label: string;
  readonly createdAt: Date;
  /** @default - never expires */
  readonly lifetimeSeconds?: number;
  /** `ROLE_PATTERN` each. @default - none */
  readonly roles?: readonly string[];
}

/** @param random `RANDOM_BYTES` bytes of a cryptographic generator */
export function mintKey(random: Uint8Array): ApiKey {
  if (random.length !== RANDOM_BYTES) throw new RangeError(`a key takes ${RANDOM_BYTES} random bytes, not ${random.length}`);
  const secret = Buffer.from(random.subarray(ID_BYTES)).toString('base64url');
  return { keyId: base32(random.subarray(0, ID_BYTES)), secret };
}

/**
 * The record to store for a key; the key itself is stored nowhere.
 *
 * @param hash peppered hash of a whole key
 */
export function recordOf(key: ApiKey, request: KeyRequest, hash: (key: string) => string): ApiKeyRecord {
  const { tenant, label, createdAt, lifetimeSeconds, roles = [] } = request;
  const expires = lifetimeSeconds === undefined ? {} : { expiresAt: Math.floor(createdAt.getTime() / 1000) + lifetimeSeconds };
  const base = { keyId: key.keyId, hash: hash(formatApiKey(key)), tenant, label, createdAt: createdAt.toISOString() };
  return { ...base, ...(roles.length > 0 && { roles: [...roles] }), ...expires };
}

/** Five bits a character: every id is equally likely. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => ID_ALPHABET[Number.parseInt(five, 2)]).join('');
}
