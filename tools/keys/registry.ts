import type { ApiKeyRecord } from '../../lambda/authorizer/contract.ts';

/** The stored API keys, as those who manage them see them. */
export interface KeyRegistry {
  /** Stores a new key. @returns false, and changes nothing, when its id is taken */
  add(record: ApiKeyRecord): Promise<boolean>;
  /** Every key, oldest first. */
  list(): Promise<ApiKeyRecord[]>;
  /**
   * Revokes a key; a key that is revoked already keeps its first time.
   *
   * @param at ISO 8601, UTC
   * @returns the record as it is now; rejects when there is none
   */
  revoke(keyId: string, at: string): Promise<ApiKeyRecord>;
}

export const missing = (keyId: string): Error =>
  new Error(`there is no API key with the id '${keyId}'; blueprint keys list shows them`);

export function oldestFirst(records: readonly ApiKeyRecord[]): ApiKeyRecord[] {
  const order = ({ createdAt, keyId }: ApiKeyRecord) => `${createdAt} ${keyId}`;
  return [...records].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
