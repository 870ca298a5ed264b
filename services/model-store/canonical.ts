import { createHash } from 'node:crypto';

/** One text for equal values: keys sorted, no spaces but the line's end. */
export function canonicalBytes(value: unknown): Uint8Array {
  const sorted = (_key: string, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return Buffer.from(`${JSON.stringify(value, sorted)}\n`);
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
