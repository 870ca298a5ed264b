import { hash } from 'node:crypto';
import { adapterFor } from '../../common/locator.ts';
import { log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import { vectorDatabaseFrom } from '../../common/vectors/located.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import { Flights } from '../domain/cache/flights.ts';
import type { CachePorts } from '../domain/cache/ports.ts';
import type { Found, ResponseCache, SemanticIndex } from '../domain/cache/store.ts';
import { awsCredentials } from './aws-credentials.ts';
import { memoryCache } from './memory-cache.ts';
import { memoryVectors } from './memory-vectors.ts';
import type { RedisCache } from './redis-cache.ts';
import { type RedisAccess, redisPassword } from './redis-password.ts';
import { redisPlace } from './redis-url.ts';

/**
 * Where answers are kept, and the vectors of their questions. Requests in flight are those of this process.
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
  return { answers, vectors: vectorsFrom(environment, access), flights: new Flights<Found>(), digest };
}

function vectorsFrom(environment: Readonly<Record<string, string | undefined>>, { region, secrets }: RedisAccess): SemanticIndex {
  if (environment[RouterEnvironment.VECTORS] === undefined) return memoryVectors();
  const secret = (name: string) => secrets.read(name);
  const access = { environment, region, credentials: awsCredentials(environment), secret };
  const database = vectorDatabaseFrom(RouterEnvironment.VECTORS, access);
  // Loaded with the first question that is compared.
  const index = once(async () => (await import('./database-vectors.ts')).databaseVectors(database, log));
  return {
    upsert: async (question, id, ttlMs) => (await index()).upsert(question, id, ttlMs),
    nearest: async (question) => (await index()).nearest(question),
  };
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
