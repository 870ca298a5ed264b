import { adapterFor } from '../../common/locator.ts';
import { fileSecret, type LongSecret, secretsManagerSecret } from '../../common/long-secret.ts';
import { once } from '../../common/once.ts';
import { RouterEnvironment } from '../contract/environment.ts';
import type { AbuseStore } from '../domain/abuse/store.ts';
import { type RedisAccess, redisPassword } from './redis-password.ts';
import { redisPlace } from './redis-url.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where it is remembered how tenants behave. Loaded with the first request of a tenant for which that matters. @throws Error that names the variable at fault */
export function abuseFrom(environment: Environment, access: RedisAccess): AbuseStore {
  const { ABUSE } = RouterEnvironment;
  const located = { ...environment, [ABUSE]: environment[ABUSE] ?? 'memory:' };
  const redis = (url: string): AbuseStore => {
    const password = redisPassword(redisPlace(ABUSE, url), access);
    const secret = secretFrom(environment);
    return lazily(async () => (await import('./redis-abuse.ts')).redisAbuse(url, secret, password));
  };
  return adapterFor<AbuseStore>(located, ABUSE, {
    memory: () => lazily(async () => (await import('./memory-abuse.ts')).memoryAbuse()),
    redis: (rest) => redis(`redis:${rest}`),
    rediss: (rest) => redis(`rediss:${rest}`),
  });
}

const WHAT = 'secret of the digests';

const secretFrom = (environment: Environment): LongSecret =>
  adapterFor<LongSecret>(environment, RouterEnvironment.ABUSE_KEY, {
    secretsmanager: (id) => secretsManagerSecret(WHAT, id),
    file: (path) => fileSecret(WHAT, path),
  });

function lazily(load: () => Promise<AbuseStore>): AbuseStore {
  const store = once(load);
  return {
    admit: async (...asked) => (await store()).admit(...asked),
    record: async (...told) => (await store()).record(...told),
  };
}
