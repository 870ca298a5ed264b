import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';

/** A script that Redis runs alone, in one step. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

export const scriptOf = (source: string): Script => ({ source, sha: createHash('sha1').update(source).digest('hex') });

/** By its hash; the source goes over the wire only when Redis does not know it, e.g. after a restart. */
export async function evaluate(
  client: Redis,
  { source, sha }: Script,
  keys: string[],
  args: (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(source, keys.length, ...keys, ...args);
  }
}
