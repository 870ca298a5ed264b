import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { plainView } from '../moderation/normalise/plain.ts';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whose text it is. */
export interface SealedFor {
  readonly tenant: string;
  /** The case's id. */
  readonly id: string;
}

/** Encrypts a text under its tenant's key and for its case alone. @returns base64 */
export function seal(secret: string, { tenant, id }: SealedFor, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, tenantKey(secret, tenant, 'seal'), nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** @throws Error when the bytes were sealed for another tenant, another case or under another secret, or were changed */
export function unseal(secret: string, { tenant, id }: SealedFor, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const [start, end] = [NONCE_BYTES, bytes.length - TAG_BYTES];
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv(ALGORITHM, tenantKey(secret, tenant, 'seal'), bytes.subarray(0, start), options);
  decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(end));
  return Buffer.concat([decipher.update(bytes.subarray(start, end)), decipher.final()]).toString();
}

/** The same for texts that read alike: case, blanks, lookalikes and invisible characters make no difference. Says nothing without the secret. */
export function fingerprint(secret: string, tenant: string, text: string): string {
  return createHmac('sha256', tenantKey(secret, tenant, 'fingerprint'))
    .update(plain(text))
    .digest('base64url');
}

/** As words are compared. */
export const plain = (text: string): string => plainView(text).text.trim();

function tenantKey(secret: string, tenant: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'review', JSON.stringify([purpose, tenant]), 32));
}
