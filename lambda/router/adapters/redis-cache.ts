import type { Redis } from 'ioredis';
import type { ResponseCache } from '../domain/cache/store.ts';
import type { RouterPorts } from '../domain/ports.ts';
import { decodeAnswer, encodeAnswer } from './cached-answer-bytes.ts';
import { redisConnection, UnexpectedReply } from './redis-connection.ts';

/** A look-up that takes longer than this is not worth its wait; connecting may take as long again. */
const TIMEOUT_MS = 150;

const LOG_INTERVAL_MS = 60_000;

/** Keeps answers in Redis, for every router that uses the same one. Connects with the first request. */
export interface RedisCache extends ResponseCache {
  /** Ends the connection. */
  close(): void;
}

/**
 * @param url e.g. `rediss://cache.example.com:6379`
 * @param log told of failures, once a minute at most: without Redis there is no answer to give again, and that is all
 * @param now epoch milliseconds
 * @param password asked for each connection
 */
export function redisCache(
  url: string,
  log: RouterPorts['log'],
  now: () => number = Date.now,
  password?: () => Promise<string>,
): RedisCache {
  const connection = redisConnection(url, { commandTimeoutMs: TIMEOUT_MS, patienceMs: TIMEOUT_MS, password });
  let loggedAt = Number.NEGATIVE_INFINITY;

  const orNothing = async <T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined> => {
    try {
      return await connection.run(work);
    } catch (error) {
      if (now() - loggedAt >= LOG_INTERVAL_MS) {
        loggedAt = now();
        log('warn', 'response cache unavailable', { error: error instanceof Error ? error.message : String(error) });
      }
      return undefined;
    }
  };

  return {
    get: (tenant, key) =>
      orNothing(async (redis) => {
        const name = nameOf(tenant, key);
        const value: unknown = await redis.getBuffer(name);
        if (value === null) return undefined;
        const answer = Buffer.isBuffer(value) ? decodeAnswer(name, value) : undefined;
        // Never another tenant's: a connection whose answers have come out of step is given up.
        if (answer === undefined) throw new UnexpectedReply('the value is not that of the key');
        return answer;
      }),
    put: async (tenant, key, answer, ttlMs) => {
      await orNothing((redis) => redis.set(nameOf(tenant, key), encodeAnswer(nameOf(tenant, key), answer), 'PX', ttlMs));
    },
    close: () => connection.close(),
  };
}

/** The tenant's name is part of every key: access rules of Redis can be written by it. */
const nameOf = (tenant: string, key: string): string => `cache:{${tenant}}:${key}`;
