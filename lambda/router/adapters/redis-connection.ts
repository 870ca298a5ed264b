import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

const CONNECT_TIMEOUT_MS = 1_000;

export interface RedisConnectionOptions {
  /** Longest wait for the answer to a command. */
  readonly commandTimeoutMs: number;
  /** Longest wait for the first connection. @default - as long as connecting may take: 1 second */
  readonly patienceMs?: number;
}

/** One connection to Redis, made when it is first needed. */
export interface RedisConnection {
  /** @throws Error that says why there is no connection */
  ready(): Promise<Redis>;
  close(): void;
}

/** @param url e.g. `rediss://cache.example.com:6379` */
export function redisConnection(url: string, { commandTimeoutMs, patienceMs }: RedisConnectionOptions): RedisConnection {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: commandTimeoutMs,
    // While there is no connection every command fails at once, and none is sent a second time: it may have been carried out.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
    // Closing a connection that is gone already keeps the process waiting for so long.
    disconnectTimeout: 100,
  });
  let reason = 'not connected yet';
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  let connected: Promise<void> | undefined;
  return {
    ready: async () => {
      if (client.status !== 'ready') {
        connected ??= client.connect().catch(() => undefined);
        await (patienceMs === undefined ? connected : within(connected, patienceMs));
        // ioredis changes the status behind the compiler's back.
        if ((client.status as string) !== 'ready') throw new Error(`no connection to Redis at ${url}: ${reason}`);
      }
      return client;
    },
    close: () => client.disconnect(),
  };
}

async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, sleep(milliseconds, undefined, { signal: timer.signal, ref: false }).catch(() => undefined)]);
  timer.abort();
}
