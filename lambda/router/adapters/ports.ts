import { randomUUID } from 'node:crypto';
import { adapterFor } from '../../common/locator.ts';
import { log } from '../../common/log.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import { DEFAULT_TIMEOUTS } from '../contract/resilience.ts';
import { ColdStarts } from '../domain/cold-start/cold-starts.ts';
import type { ConfigSource, RouterPorts, Secrets } from '../domain/ports.ts';
import type { QuotaStore } from '../domain/quota/store.ts';
import { abuseFrom } from './abuse.ts';
import { appConfigConfig } from './appconfig-config.ts';
import { awsUpstream } from './aws-upstream.ts';
import { budgetStatesFrom } from './budget-states.ts';
import { clusterTlsFrom } from './cluster-tls.ts';
import { envSecrets } from './env-secrets.ts';
import { fileConfig } from './file-config.ts';
import { LruMap } from './lru-map.ts';
import { memoryQuota } from './memory-quota.ts';
import { moderatorFrom } from './moderator.ts';
import { overloadFrom } from './overload.ts';
import { type RedisAccess, redisPassword } from './redis-password.ts';
import { redisPlace } from './redis-url.ts';
import { cacheFrom } from './response-cache.ts';
import { reviewsFrom } from './review-queue.ts';
import { sessionsFrom } from './sessions.ts';
import { routingFrom } from './shared-routing.ts';
import { systemClock } from './system-clock.ts';
import { telemetryFrom } from './telemetry.ts';
import { undiciUpstream } from './undici-upstream.ts';
import { usageFrom } from './usage.ts';
import { watermarkFrom } from './watermark.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Some hundred bytes each. */
const REMEMBERED_OPINIONS = 2_048;

/**
 * The adapters that the environment asks for. What is imported with `await import()` becomes a file of its own beside the bundle, read when first
 * needed: clients of AWS and Redis take longer to load than all the rest.
 *
 * @throws Error that names the variable at fault
 */
export function portsFrom(environment: Environment): RouterPorts {
  const upstream = awsUpstream(undiciUpstream(DEFAULT_TIMEOUTS, clusterTlsFrom(environment)), environment);
  const region = environment.AWS_REGION ?? 'local';
  const secrets = adapterFor<Secrets>(environment, RouterEnvironment.SECRETS, {
    env: () => envSecrets(environment),
    secretsmanager,
  });
  const access = { environment, region, secrets };
  const routing = routingFrom(environment, access);
  const overload = overloadFrom(environment);
  const coldStarts = new ColdStarts(systemClock, Math.random);
  const config = adapterFor<ConfigSource>(environment, RouterEnvironment.CONFIG, {
    file: fileConfig,
    appconfig: (place) => appConfigConfig(place, region, upstream, systemClock),
  });
  return {
    config,
    ...usageFrom(environment, region, upstream),
    secrets,
    quota: quotaFrom(environment, access),
    ...budgetStatesFrom(environment),
    cache: cacheFrom(environment, access),
    ...sessionsFrom(environment),
    moderator: moderatorFrom(environment),
    abuse: abuseFrom(environment, access),
    ...watermarkFrom(environment),
    opinions: new LruMap(REMEMBERED_OPINIONS),
    ...reviewsFrom(environment, { region, upstream }),
    upstream,
    routing,
    coldStarts,
    ...(overload && { overload }),
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    region,
    log,
    telemetry: telemetryFrom(environment, { config, routing, coldStarts, clock: systemClock, log }),
  };
}

/** Loaded with the first secret: many platforms need none. */
function secretsmanager(): Secrets {
  const secrets = once(async () => (await import('./secretsmanager-secrets.ts')).secretsManagerSecrets(systemClock));
  return { read: async (name) => (await secrets()).read(name) };
}

function quotaFrom(environment: Environment, access: RedisAccess): RouterPorts['quota'] {
  const local = memoryQuota();
  const located = { ...environment, [RouterEnvironment.QUOTA]: environment[RouterEnvironment.QUOTA] ?? 'memory:' };
  const shared = adapterFor<QuotaStore>(located, RouterEnvironment.QUOTA, {
    memory: () => local,
    redis: (rest) => redisQuota(`redis:${rest}`, access),
    rediss: (rest) => redisQuota(`rediss:${rest}`, access),
  });
  return { shared, local };
}

/** Loaded with the first reservation: many platforms limit nobody. */
function redisQuota(url: string, access: RedisAccess): QuotaStore {
  const password = redisPassword(redisPlace(RouterEnvironment.QUOTA, url), access);
  const store = once(async () => (await import('./redis-quota.ts')).redisQuota(url, password));
  return {
    reserve: async (reservation) => (await store()).reserve(reservation),
    settle: async (reservation, actual) => (await store()).settle(reservation, actual),
  };
}
