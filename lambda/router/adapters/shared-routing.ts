import { adapterFor } from '../../common/locator.ts';
import { log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import { BreakerSharing } from '../domain/resilience/breaker-sharing.ts';
import type { BreakerStore } from '../domain/resilience/shared-breakers.ts';
import { InProcessRoutingState } from '../domain/routing/routing-state.ts';
import { type RedisAccess, redisPassword } from './redis-password.ts';
import { redisPlace } from './redis-url.ts';
import { systemClock } from './system-clock.ts';

/**
 * What requests learn from each other; with a store for breakers, routers learn from each other too.
 *
 * @throws Error that names the variable at fault
 */
export function routingFrom(
  environment: Readonly<Record<string, string | undefined>>,
  access: RedisAccess,
): InProcessRoutingState {
  const { BREAKERS } = RouterEnvironment;
  const located = { ...environment, [BREAKERS]: environment[BREAKERS] ?? 'memory:' };
  const store = adapterFor<BreakerStore | undefined>(located, BREAKERS, {
    memory: () => undefined,
    redis: (rest) => redis(`redis:${rest}`, access),
    rediss: (rest) => redis(`rediss:${rest}`, access),
  });
  const warn = (error: string) => log('warn', 'breakers are not shared', { error });
  return new InProcessRoutingState(store && new BreakerSharing(store, systemClock.now, warn));
}

/** Loaded with the first request to an upstream. */
function redis(url: string, access: RedisAccess): BreakerStore {
  const password = redisPassword(redisPlace(RouterEnvironment.BREAKERS, url), access);
  const store = once(async (): Promise<BreakerStore> => (await import('./redis-breakers.ts')).redisBreakers(url, password));
  return {
    read: async (upstreams) => (await store()).read(upstreams),
    write: async (upstream, news) => (await store()).write(upstream, news),
  };
}
