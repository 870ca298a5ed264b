import { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { BackupPlan } from '../../constructs/backup-plan/backup-plan.ts';
import { DataClass, type IPlatformKeys } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../constructs/response-cache/response-cache.ts';
import { CacheCapacity, CacheContents, type IResponseCache } from '../../constructs/response-cache/response-cache-props.ts';
import type { SharedState } from '../../constructs/router-function/shared-state.ts';
import type { IVectorDatabase } from '../../constructs/vector-database/vector-database-props.ts';
import type { RegionConfig } from '../config/platform-config.ts';
import type { OwnRedis, RedisEndpoint } from '../config/redis-config.ts';
import { routerConfig } from '../config/router-config.ts';
import { broughtNetwork } from './brought-network.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';
import { broughtVectors, isOwnVectors, ownVectors } from './vectors.ts';

export interface StateStackProps extends PlatformStackProps {
  readonly keys: IPlatformKeys;
  /** @default - none beside Aurora's own */
  readonly backups?: BackupPlan | undefined;
  /** The network made for this region. @default - the one that the configuration brings */
  readonly network?: IPlatformNetwork | undefined;
}

/** Whether a region has state that its own stack makes. */
export const makesState = ({ redis, vectors }: Partial<RegionConfig> = {}): boolean =>
  (redis !== undefined && redis.kind !== 'existing') || isOwnVectors(vectors);

/** What the routers of one region share. Counters and answers go with it, for they are made anew; documents and vectors stay. */
export class StateStack extends PlatformStack implements SharedState {
  readonly counters?: IResponseCache;
  readonly answers?: IResponseCache;
  readonly vectors?: IVectorDatabase;

  constructor(scope: Construct, props: StateStackProps) {
    super(scope, 'state', props);
    const { redis, vectors } = props.config.regions[props.region] ?? {};
    const network = props.network ?? broughtNetwork(this, props);
    if (redis && redis.kind !== 'existing') {
      const { counters, answers } = this.ownRedis(redis, network, props);
      this.counters = counters;
      if (answers) this.answers = answers;
    }
    if (isOwnVectors(vectors)) {
      const database = ownVectors(this, vectors, network, props);
      const { clusterArn, encryptionKey } = database;
      if (clusterArn !== undefined) props.backups?.protect(this, 'BackedUp', { clusters: [{ clusterArn, encryptionKey }] });
      this.vectors = database;
    }
  }

  private ownRedis(redis: OwnRedis, network: IPlatformNetwork | undefined, { config, region, keys }: StateStackProps) {
    if (network === undefined) throw new Error(`regions.${region} has redis and no network`);
    const common = {
      network,
      logsKey: keys.keyFor(DataClass.LOGS),
      logRetention: config.logs.retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    const counters = new ResponseCache(this, 'Counters', {
      ...common,
      cacheName: `${config.name}-counters`,
      contents: CacheContents.COUNTERS,
      capacity: redis.kind === 'nodes' ? CacheCapacity.nodes(redis) : CacheCapacity.serverless(),
      encryptionKey: keys.keyFor(DataClass.USAGE),
    });
    // Where no tenant has a cache there is nothing to keep.
    if (routerConfig(config, region).cache === undefined) return { counters };
    const answers = new ResponseCache(this, 'Answers', {
      ...common,
      cacheName: `${config.name}-answers`,
      contents: CacheContents.ANSWERS,
      capacity:
        redis.kind === 'nodes'
          ? CacheCapacity.nodes(redis)
          : CacheCapacity.serverless({ maximumGigabytes: redis.answerGigabytes }),
      encryptionKey: keys.keyFor(DataClass.CONTENT),
    });
    return { counters, answers };
  }
}

interface SharedStateProps extends PlatformStackProps {
  /** What was made for this region. @default - nothing was */
  readonly state?: SharedState;
  /** Of what is before Qdrant on the region's cluster. @default - there is none */
  readonly qdrantSecurityGroup?: ISecurityGroup;
}

/** What a region's routers share: what was made for it, and what its configuration brings. */
export function sharedState(scope: Construct, props: SharedStateProps): SharedState {
  const { counters, answers } = props.state?.counters ? props.state : broughtRedis(scope, props);
  const vectors = props.state?.vectors ?? broughtVectors(scope, props, props.qdrantSecurityGroup);
  return { ...(counters && { counters }), ...(answers && { answers }), ...(vectors && { vectors }) };
}

/** The Redis that a region's configuration brings; nothing when it brings none. */
function broughtRedis(scope: Construct, { config, region }: PlatformStackProps): SharedState {
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
