import type { Redis } from 'ioredis';
import type { ResponseCache } from '../domain/cache/store.ts';
import type { RouterPorts } from '../domain/ports.ts';
import { decodeAnswer, encodeAnswer } from './cached-answer-bytes.ts';
import { redisConnection } from './redis-connection.ts';

/** A look-up that takes longer than this is not worth its wait; the connection counts. */
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
 */
export function redisCache(url: string, log: RouterPorts['log'], now: () => number = Date.now): RedisCache {
  const connection = redisConnection(url, { commandTimeoutMs: TIMEOUT_MS, patienceMs: TIMEOUT_MS });
  let loggedAt = Number.NEGATIVE_INFINITY;

  const orNothing = async <T>(work: (redis: Redis) => Promise<T>): Promise<T | undefined> => {
    try {
      return await work(await connection.ready());
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
        const value = await redis.getBuffer(nameOf(tenant, key));
        return value === null ? undefined : decodeAnswer(value);
      }),
    put: async (tenant, key, answer, ttlMs) => {
      await orNothing((redis) => redis.set(nameOf(tenant, key), encodeAnswer(answer), 'PX', ttlMs));
    },
    close: () => connection.close(),
  };
}

/** The tenant's name is part of every key: access rules of Redis can be written by it. */
const nameOf = (tenant: string, key: string): string => `cache:{${tenant}}:${key}`;
