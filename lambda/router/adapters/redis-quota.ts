import type { Amounts, QuotaAnswer, QuotaStore, Reservation } from '../domain/quota/store.ts';
import { quotaKey } from './quota-key.ts';
import { redisConnection, UnexpectedReply } from './redis-connection.ts';
import { RESERVE_SCRIPT, SETTLE_SCRIPT } from './redis-quota-scripts.ts';
import { evaluate, type Script, scriptOf } from './redis-script.ts';
import { unsettled } from './unsettled.ts';

/** A quota that answers late is as bad as one that does not: clients wait for it before their first token. */
const COMMAND_TIMEOUT_MS = 500;

/** Counts in Redis, for every router that uses the same one. Connects with the first reservation. */
export interface RedisQuota extends QuotaStore {
  /** Ends the connection. */
  close(): void;
}

/**
 * @param url e.g. `rediss://quota.example.com:6379`
 * @param password asked for each connection
 */
export function redisQuota(url: string, password?: () => Promise<string>): RedisQuota {
  const connection = redisConnection(url, { commandTimeoutMs: COMMAND_TIMEOUT_MS, password });
  // Both scripts change nothing when they are run again, so the connection may.
  const run = (script: Script, { id, ...reservation }: Reservation, args: readonly (string | number)[]) =>
    connection.run(async (redis) => numbersOf(await evaluate(redis, script, keysOf(reservation), [id, ...args]), id));

  const settle = async (reservation: Reservation, actual: Amounts) => {
    const args = reservation.limits.flatMap(({ windowMs, measure }) => [windowMs ?? 0, actual[measure]]);
    await run(SETTLE, reservation, args);
  };
  const later = unsettled(settle);

  return {
    reserve: async (reservation) => {
      const { limits, amounts, leaseMs } = reservation;
      const args = limits.flatMap(({ limit, windowMs, measure }) => [limit, windowMs ?? 0, amounts[measure]]);
      try {
        const answer = answerOf(await run(RESERVE, reservation, [leaseMs, ...args]), limits.length);
        later.retry();
        return answer;
      } catch (error) {
        // It may have been taken all the same; nobody is going to use it.
        later.add(reservation, NOTHING);
        throw error;
      }
    },
    settle: async (reservation, actual) => {
      try {
        await settle(reservation, actual);
        later.remove(reservation);
      } catch (error) {
        later.add(reservation, actual);
        throw error;
      }
    },
    close: () => connection.close(),
  };
}

const NOTHING: Amounts = Object.freeze({ requests: 0, tokens: 0, microDollars: 0, concurrency: 0 });

const RESERVE = scriptOf(RESERVE_SCRIPT);
const SETTLE = scriptOf(SETTLE_SCRIPT);

/** Keys of one partition, a tenant's or an organisation's, share a hash tag, so that a cluster keeps them on one node. */
const keysOf = ({ partition, limits }: Pick<Reservation, 'partition' | 'limits'>): string[] =>
  limits.flatMap(({ key }) => {
    const name = `quota:{${partition}}:${quotaKey(key)}`;
    return [name, `${name}:held`];
  });

/**
 * @throws UnexpectedReply when it is not the script's answer for this reservation: another one's may say that there is room
 * @throws Error when it is, and holds what is no count: that says nothing of the connection, on which other tenants wait
 */
export function numbersOf(reply: unknown, id: string): number[] {
  if (!Array.isArray(reply) || reply.at(-1) !== id) {
    throw new UnexpectedReply('the answer is not that of the quota script to this reservation');
  }
  const numbers = reply.slice(0, -1);
  if (numbers.every(Number.isSafeInteger)) return numbers;
  throw new Error(`the quota script answered ${JSON.stringify(numbers)}, which are no counts`);
}

function answerOf([granted, ...numbers]: readonly number[], limits: number): QuotaAnswer {
  const [refusedBy = -1, after = -1, ...used] = numbers;
  if (granted === 1 && numbers.length === limits) return { granted: true, used: numbers };
  if (granted === 0 && used.length === limits && refusedBy in used) {
    return { granted: false, used, refusedBy, ...(after >= 0 && { retryAfterMs: after }) };
  }
  throw new Error(`the quota script answered ${JSON.stringify([granted, ...numbers])} for ${limits} limits`);
}
