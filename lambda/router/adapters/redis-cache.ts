import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { ResponseCache } from '../domain/cache/store.ts';
import type { RouterPorts } from '../domain/ports.ts';
import { decodeAnswer, encodeAnswer } from './cached-answer-bytes.ts';

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
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 1_000,
    commandTimeout: TIMEOUT_MS,
    // While there is no connection every command fails at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    disconnectTimeout: 100,
  });
  let reason = 'not connected yet';
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  let connected: Promise<void> | undefined;
  let loggedAt = Number.NEGATIVE_INFINITY;

  const isReady = (): boolean => client.status === 'ready';

  const ready = async (): Promise<void> => {
    if (isReady()) return;
    connected ??= client.connect().catch(() => undefined);
    await within(connected, TIMEOUT_MS);
    if (!isReady()) throw new Error(`no connection to Redis at ${url}: ${reason}`);
  };

  const orNothing = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      await ready();
      return await work();
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
      orNothing(async () => {
        const value = await client.getBuffer(nameOf(tenant, key));
        return value === null ? undefined : decodeAnswer(value);
      }),
    put: async (tenant, key, answer, ttlMs) => {
      await orNothing(() => client.set(nameOf(tenant, key), encodeAnswer(answer), 'PX', ttlMs));
    },
    close: () => client.disconnect(),
  };
}

/** The tenant's name is part of every key: access rules of Redis can be written by it. */
const nameOf = (tenant: string, key: string): string => `cache:{${tenant}}:${key}`;

/** Settles with the promise, or after so long. */
async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  const settled = new AbortController();
  const timeout = sleep(milliseconds, undefined, { signal: settled.signal }).catch(() => undefined);
  await Promise.race([promise, timeout]);
  settled.abort();
}
