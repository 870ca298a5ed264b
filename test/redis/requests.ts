import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RedisQuota, redisQuota } from '../../lambda/router/adapters/redis-quota.ts';
import type { Amounts, QuotaStore, Reservation } from '../../lambda/router/domain/quota/store.ts';

const DAY_MS = 86_400_000;
export const RESERVED = 10;
export const USED = 7;

/** A request of a tenant under three limits. */
export const asking = (partition: string, tokens = RESERVED): Reservation => ({
  id: randomUUID(),
  partition,
  limits: [
    { key: 'tokens', measure: 'tokens', limit: 100_000_000, windowMs: DAY_MS },
    { key: 'requests', measure: 'requests', limit: 100_000_000, windowMs: DAY_MS },
    { key: 'concurrency', measure: 'concurrency', limit: 1_000 },
  ],
  amounts: { requests: 1, tokens, microDollars: 0, concurrency: 1 },
  leaseMs: 960_000,
});

export const used = (tokens = USED): Amounts => ({ requests: 1, tokens, microDollars: 0, concurrency: 0 });

/** What the counters of a tenant hold, as a request that takes nothing sees them. */
export async function counted(store: QuotaStore, partition: string) {
  const nothing = { requests: 0, tokens: 0, microDollars: 0, concurrency: 0 };
  const look = { ...asking(partition), amounts: nothing };
  const { used: numbers } = await store.reserve(look);
  await store.settle(look, nothing);
  const [tokens = -1, requests = -1, concurrency = -1] = numbers;
  return { tokens, requests, concurrency };
}

/** What clients saw. */
export interface Traffic {
  readonly granted: number;
  readonly failed: number;
  /** Milliseconds of the slowest answer or error. */
  readonly slowestMs: number;
  /** Longest time without a request that was granted. */
  readonly outageMs: number;
}

/** Eight clients of two routers ask and settle until they are told to stop, as the router's core does: a settlement that fails is tried three times. */
export function traffic(url: string, partition: string): { readonly routers: readonly RedisQuota[]; stop(): Promise<Traffic> } {
  const routers = [redisQuota(url), redisQuota(url)];
  const seen = { granted: 0, failed: 0, slowestMs: 0, outageMs: 0 };
  let stopped = false;
  let lastGrant = Date.now();
  const client = async (router: QuotaStore): Promise<void> => {
    while (!stopped) {
      const reservation = asking(partition);
      const startedAt = Date.now();
      const granted = await router.reserve(reservation).then(
        (answer) => answer.granted,
        () => false,
      );
      seen.slowestMs = Math.max(seen.slowestMs, Date.now() - startedAt);
      seen[granted ? 'granted' : 'failed'] += 1;
      if (granted) {
        seen.outageMs = Math.max(seen.outageMs, Date.now() - lastGrant);
        lastGrant = Date.now();
        await sleep(2);
        await settled(router, reservation);
      } else await sleep(5);
    }
  };
  const clients = Array.from({ length: 8 }, (_, i) => client(routers[i % 2] as QuotaStore));
  return {
    routers,
    stop: async () => {
      stopped = true;
      await Promise.all(clients);
      return seen;
    },
  };
}

async function settled(router: QuotaStore, reservation: Reservation): Promise<void> {
  for (const pause of [100, 1_000, 0]) {
    try {
      return await router.settle(reservation, used());
    } catch {
      await sleep(pause);
    }
  }
}
