import { gunzipSync, gzipSync } from 'node:zlib';
import type { ModelTarget } from '../contract/targets.ts';
import type { CachedAnswer } from '../domain/cache/store.ts';

/**
 * From this size on a body is compressed. Streams repeat their wrapping: 46 KB become 1 KB in 45 µs, and come back in 52 µs; a whole answer of
 * 3 KB would save 1.5 KB in 37 µs (gzip level 1, Node 24).
 */
const COMPRESS_FROM_BYTES = 4 * 1024;

/** More than a router keeps; a value that claims to be larger was not written by one. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What stands before the body, as one line of JSON. */
interface Head {
  readonly version: 2;
  /** Under which it is kept: an answer that comes in place of another one is found out. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly storedAt: number;
  readonly provider: ModelTarget['kind'];
  readonly gzip: boolean;
}

/** An answer as the value of a store under this name. */
export function encodeAnswer(name: string, { headers, body, storedAt, provider }: CachedAnswer): Buffer {
  const gzip = body.length >= COMPRESS_FROM_BYTES;
  const head: Head = { version: 2, name, headers, storedAt, provider, gzip };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), gzip ? gzipSync(body, { level: 1 }) : body]);
}

/**
 * @returns undefined when the value was made for another name
 * @throws Error when it is not one that `encodeAnswer` made
 */
export function decodeAnswer(name: string, value: Buffer): CachedAnswer | undefined {
  const end = value.indexOf('\n');
  const head: Head = JSON.parse(value.toString('utf8', 0, Math.max(0, end)));
  if (head.version !== 2) throw new Error(`the value has version ${head.version}; this router reads version 2`);
  if (head.name !== name) return undefined;
  const { headers, storedAt, provider, gzip } = head;
  const rest = value.subarray(end + 1);
  return { headers, body: gzip ? gunzipSync(rest, { maxOutputLength: MAX_BODY_BYTES }) : rest, storedAt, provider };
}
