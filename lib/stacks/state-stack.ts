import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../constructs/response-cache/response-cache.ts';
import { CacheCapacity, CacheContents, type IResponseCache } from '../../constructs/response-cache/response-cache-props.ts';
import type { SharedState } from '../../constructs/router-function/redis-access.ts';
import type { OwnRedis, RedisEndpoint } from '../config/redis-config.ts';
import { routerConfig } from '../config/router-config.ts';
import { broughtNetwork } from './brought-network.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';

export interface StateStackProps extends PlatformStackProps {
  readonly redis: OwnRedis;
  readonly keys: IPlatformKeys;
  /** The network made for this region. @default - the one that the configuration brings */
  readonly network?: IPlatformNetwork | undefined;
}

/** What the routers of one region share. Nothing in it outlives it: counters and answers are made anew. */
export class StateStack extends PlatformStack implements SharedState {
  readonly counters: IResponseCache;
  readonly answers?: IResponseCache;

  constructor(scope: Construct, props: StateStackProps) {
    super(scope, 'state', props);
    const { config, region, redis, keys } = props;
    const network = props.network ?? broughtNetwork(this, props);
    if (network === undefined) throw new Error(`regions.${region} has redis and no network`);
    const common = {
      network,
      logsKey: keys.keyFor(DataClass.LOGS),
      logRetention: config.logs.retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    this.counters = new ResponseCache(this, 'Counters', {
      ...common,
      cacheName: `${config.name}-counters`,
      contents: CacheContents.COUNTERS,
      capacity: redis.kind === 'nodes' ? CacheCapacity.nodes(redis) : CacheCapacity.serverless(),
      encryptionKey: keys.keyFor(DataClass.USAGE),
    });
    // Where no tenant has a cache there is nothing to keep.
    if (routerConfig(config, region).cache === undefined) return;
    this.answers = new ResponseCache(this, 'Answers', {
      ...common,
      cacheName: `${config.name}-answers`,
      contents: CacheContents.ANSWERS,
      capacity:
        redis.kind === 'nodes'
          ? CacheCapacity.nodes(redis)
          : CacheCapacity.serverless({ maximumGigabytes: redis.answerGigabytes }),
      encryptionKey: keys.keyFor(DataClass.CONTENT),
    });
  }
}

/** The Redis that a region's configuration brings; nothing when it brings none. */
export function broughtState(scope: Construct, { config, region }: PlatformStackProps): SharedState {
  const redis = config.regions[region]?.redis;
  if (redis?.kind !== 'existing') return {};
  const { counters, answers } = redis;
  return {
    counters: brought(scope, 'Counters', counters),
    ...(answers && { answers: brought(scope, 'Answers', answers) }),
  };
}

function brought(scope: Construct, id: string, { password, ...endpoint }: RedisEndpoint): IResponseCache {
  const secret = password && Secret.fromSecretNameV2(scope, `${id}Password`, password.secret);
  return ResponseCache.fromRedisAttributes(scope, id, { ...endpoint, ...(secret && { password: secret }) });
}
