import type { SecretReference } from '../../lambda/router/contract/targets.ts';

/** ElastiCache of our own, or any Redis that exists. */
export type RedisConfig = OwnRedis | ExistingRedis;

export type OwnRedis = RedisNodes | ServerlessRedis;

export interface RedisNodes {
  readonly kind: 'nodes';
  /** For counters and, where a tenant has a cache, for answers. @default 'cache.t4g.micro' */
  readonly nodeType: string;
  /** 1 to 5, of each primary. @default 1 */
  readonly replicas: number;
}

export interface ServerlessRedis {
  readonly kind: 'serverless';
  /** From which on the oldest answers go. @default 10 */
  readonly answerGigabytes: number;
}

export interface ExistingRedis {
  readonly kind: 'existing';
  readonly counters: RedisEndpoint;
  /** @default - each router keeps its own */
  readonly answers?: RedisEndpoint;
}

/** A Redis that speaks TLS. */
export interface RedisEndpoint {
  readonly host: string;
  /** @default 6379 */
  readonly port: number;
  /** @default - the user `default` */
  readonly user?: string;
  /** @default - none is sent */
  readonly password?: SecretReference;
}
