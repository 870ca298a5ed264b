import type { Secrets } from '../domain/ports.ts';
import { awsCredentials } from './aws-credentials.ts';
import { elastiCacheToken } from './elasticache-token.ts';
import type { RedisPlace } from './redis-url.ts';

/** What the password of a Redis is made from. */
export interface RedisAccess {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly region: string;
  readonly secrets: Secrets;
}

/** Asked for each connection: a token is good for a quarter of an hour, a secret until it is rotated. @returns undefined when none is sent */
export function redisPassword({ user = '', iam, secret }: RedisPlace, access: RedisAccess): (() => Promise<string>) | undefined {
  const { environment, region, secrets } = access;
  if (secret !== undefined) return () => secrets.read(secret);
  if (iam === undefined) return undefined;
  const credentials = awsCredentials(environment);
  return async () => elastiCacheToken({ user, cache: iam, region }, await credentials(), new Date());
}
