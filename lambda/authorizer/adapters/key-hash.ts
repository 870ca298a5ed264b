import { createHmac, timingSafeEqual } from 'node:crypto';

/** Base64url of HMAC-SHA-256 over the whole key, with the pepper as its key. */
export function keyHash(pepper: string, key: string): string {
  return createHmac('sha256', pepper).update(key).digest('base64url');
}

/** Compares two hashes in a time that does not depend on where they differ. */
export function sameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
