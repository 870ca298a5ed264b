import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { QuotaAnswer, QuotaStore, Reservation } from '../domain/quota/store.ts';
import { quotaKey } from './quota-key.ts';
import { redisConnection } from './redis-connection.ts';
import { RESERVE_SCRIPT, SETTLE_SCRIPT } from './redis-quota-scripts.ts';

/** A quota that answers late is as bad as one that does not: clients wait for it before their first token. */
const COMMAND_TIMEOUT_MS = 500;

/** Counts in Redis, for every router that uses the same one. Connects with the first reservation. */
export interface RedisQuota extends QuotaStore {
  /** Ends the connection. */
  close(): void;
}

/** @param url e.g. `rediss://quota.example.com:6379` */
export function redisQuota(url: string): RedisQuota {
  const connection = redisConnection(url, { commandTimeoutMs: COMMAND_TIMEOUT_MS });
  const run = async (script: Script, reservation: Reservation, args: readonly (string | number)[]) =>
    evaluate(await connection.ready(), script, keysOf(reservation), [reservation.id, ...args]);

  return {
    reserve: async (reservation) => {
      const { limits, amounts, leaseMs } = reservation;
      const args = limits.flatMap(({ limit, windowMs, measure }) => [limit, windowMs ?? 0, amounts[measure]]);
      return answerOf(await run(RESERVE, reservation, [leaseMs, ...args]));
    },
    settle: async (reservation, actual) => {
      const args = reservation.limits.flatMap(({ windowMs, measure }) => [windowMs ?? 0, actual[measure]]);
      await run(SETTLE, reservation, args);
    },
    close: () => connection.close(),
  };
}

interface Script {
  readonly source: string;
  readonly sha: string;
}

const scriptOf = (source: string): Script => ({ source, sha: createHash('sha1').update(source).digest('hex') });
const RESERVE = scriptOf(RESERVE_SCRIPT);
const SETTLE = scriptOf(SETTLE_SCRIPT);

/** Keys of one partition, a tenant's or an organisation's, share a hash tag, so that a cluster keeps them on one node. */
const keysOf = ({ partition, limits }: Reservation): string[] =>
  limits.flatMap(({ key }) => {
    const name = `quota:{${partition}}:${quotaKey(key)}`;
    return [name, `${name}:held`];
  });

/** By its hash; the source goes over the wire only when Redis does not know it, e.g. after a restart. */
async function evaluate(client: Redis, { source, sha }: Script, keys: string[], args: (string | number)[]): Promise<unknown> {
  try {
    return await client.evalsha(sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(source, keys.length, ...keys, ...args);
  }
}

function answerOf(reply: unknown): QuotaAnswer {
  if (!Array.isArray(reply)) throw new Error(`Redis answered ${typeof reply} where the quota script answers a list`);
  const [granted, ...numbers] = reply.map(Number);
  if (granted === 1) return { granted: true, used: numbers };
  const [refusedBy = 0, after = -1, ...used] = numbers;
  return { granted: false, used, refusedBy, ...(after >= 0 && { retryAfterMs: after }) };
}
