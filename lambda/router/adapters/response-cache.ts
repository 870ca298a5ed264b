import { hash } from 'node:crypto';
import { adapterFor } from '../../common/locator.ts';
import { log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import { Flights } from '../domain/cache/flights.ts';
import type { CachePorts } from '../domain/cache/ports.ts';
import type { Found, ResponseCache } from '../domain/cache/store.ts';
import { memoryCache } from './memory-cache.ts';
import { memoryVectors } from './memory-vectors.ts';
import type { RedisCache } from './redis-cache.ts';
import { type RedisAccess, redisPassword } from './redis-password.ts';
import { redisPlace } from './redis-url.ts';

/**
 * Where answers are kept. Vectors and requests in flight are those of this process.
 *
 * @throws Error that names the variable at fault
 */
export function cacheFrom(environment: Readonly<Record<string, string | undefined>>, access: RedisAccess): CachePorts {
  const located = { ...environment, [RouterEnvironment.CACHE]: environment[RouterEnvironment.CACHE] ?? 'memory:' };
  const redis = (url: string): ResponseCache => {
    const password = redisPassword(redisPlace(RouterEnvironment.CACHE, url), access);
    return lazily(async () => (await import('./redis-cache.ts')).redisCache(url, log, Date.now, password));
  };
  const answers = adapterFor<ResponseCache>(located, RouterEnvironment.CACHE, {
    memory: () => memoryCache(),
    redis: (rest) => redis(`redis:${rest}`),
    rediss: (rest) => redis(`rediss:${rest}`),
  });
  return { answers, vectors: memoryVectors(), flights: new Flights<Found>(), digest };
}

export const digest: CachePorts['digest'] = (text) => hash('sha256', text, 'base64url');

/** Loaded with the first look-up: many platforms keep no answers. */
function lazily(make: () => Promise<RedisCache>): ResponseCache {
  const cache = once(make);
  return {
    get: async (tenant, key) => (await cache()).get(tenant, key),
    put: async (tenant, key, answer, ttlMs) => (await cache()).put(tenant, key, answer, ttlMs),
  };
}
