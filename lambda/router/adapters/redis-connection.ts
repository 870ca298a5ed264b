import type { Redis } from 'ioredis';
import { CONNECT_TIMEOUT_MS, Late, openRedis, within } from './redis-client.ts';

/** After that much silence something between here and Redis may have forgotten the connection: Lambda freezes for minutes. */
const MAX_IDLE_MS = 60_000;

/** ElastiCache ends connections that IAM let in after 12 hours, whatever is under way on them. */
const MAX_AGE_MS = 11 * 3_600_000;

/** Longer than any command may take. */
const RETIRE_MS = 2_000;

/** The node was a primary and is none any more, or is not one yet: the name leads to another one now, or soon. */
const ELSEWHERE = /\b(READONLY|MASTERDOWN|NOAUTH|WRONGPASS)\b/;

export interface RedisConnectionOptions {
  /** Longest wait for the answer to a command. */
  readonly commandTimeoutMs: number;
  /** Longest wait for a connection. @default - as long as connecting may take: 1 second */
  readonly patienceMs?: number;
  /** Asked for each connection: tokens end. @default - none is sent */
  readonly password?: (() => Promise<string>) | undefined;
}

/** A way to one endpoint of Redis, connected when it is first needed and again whenever it has to be. */
export interface RedisConnection {
  /**
   * Runs commands. When the connection breaks, or the node turns out to be a replica, they are run once more on a new connection, so they
   * must do no harm when they are carried out twice.
   *
   * @throws Error that says why there is no answer
   */
  run<T>(work: (redis: Redis) => Promise<T>): Promise<T>;
  close(): void;
}

/** An answer that cannot be one to what was asked: what else comes on this connection is nobody's. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
}

/** @param url e.g. `rediss://router@cache.example.com:6379`; a query is not for Redis */
export function redisConnection(
  url: string,
  { commandTimeoutMs, patienceMs = CONNECT_TIMEOUT_MS, password }: RedisConnectionOptions,
): RedisConnection {
  const { protocol, hostname, port } = new URL(url);
  const place = `${protocol}//${hostname}:${port || 6379}`;
  let current: { readonly client: Redis; readonly openedAt: number; usedAt: number; heardAt: number } | undefined;
  let opening: Promise<Redis> | undefined;
  let failures = 0;
  let retryAt = 0;
  let reason = '';
  let closed = false;

  /** The first failure costs nothing: a connection may just be old. From the second on requests are told at once, for a moment. */
  const failed = (why: string) => {
    reason = why;
    failures += 1;
    retryAt = Date.now() + (failures < 2 ? 0 : Math.min(25 * 2 ** failures, 2_000));
  };

  const connect = async (): Promise<Redis> => {
    try {
      const client = await openRedis(new URL(url), await password?.());
      if (closed) client.disconnect();
      const now = Date.now();
      current = { client, openedAt: now, usedAt: now, heardAt: now };
      return client;
    } catch (error) {
      failed(messageOf(error));
      throw error;
    } finally {
      opening = undefined;
    }
  };

  const ready = async (): Promise<Redis> => {
    const now = Date.now();
    if (current?.client.status === 'ready') {
      const { client, openedAt, usedAt } = current;
      current.usedAt = now;
      if (now - usedAt < MAX_IDLE_MS && now - openedAt < MAX_AGE_MS) return client;
      setTimeout(() => client.disconnect(), RETIRE_MS).unref();
      current = undefined;
    }
    if (opening === undefined && now < retryAt) throw new Error(`no connection to Redis at ${place}: ${reason}`);
    opening ??= connect();
    try {
      return await within(opening, patienceMs);
    } catch (error) {
      throw new Error(`no connection to Redis at ${place}: ${messageOf(error)}`);
    }
  };

  /** Whoever else waits on the connection waits in vain. */
  const drop = (client: Redis, why: string) => {
    if (current?.client !== client) return;
    current = undefined;
    client.disconnect();
    failed(why);
  };

  const attempt = async <T>(work: (redis: Redis) => Promise<T>, again: boolean): Promise<T> => {
    const client = await ready();
    try {
      const answer = await within(work(client), commandTimeoutMs);
      failures = 0;
      if (current?.client === client) current.heardAt = Date.now();
      return answer;
    } catch (error) {
      const late = error instanceof Late;
      // As long as other answers come the connection is good, and Redis has much to do.
      const silent = late && Date.now() - (current?.heardAt ?? 0) >= commandTimeoutMs;
      const lost = client.status !== 'ready' || error instanceof UnexpectedReply || ELSEWHERE.test(messageOf(error));
      if (lost || silent) drop(client, messageOf(error));
      if (lost && !late && again) return attempt(work, false);
      throw new Error(`Redis at ${place}: ${messageOf(error)}`);
    }
  };

  return {
    run: (work) => attempt(work, true),
    close: () => {
      closed = true;
      current?.client.disconnect();
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
