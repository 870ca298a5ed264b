import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Connections, IConnectable, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { REDIS_RIGHTS } from '../../lambda/router/contract/redis-rights.ts';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

/** What a cache holds, and with it what becomes of that when memory is full. */
export class CacheContents {
  /** Answers that can be asked for again: those that were not used for longest make room. */
  static readonly ANSWERS = new CacheContents('answers', 'allkeys-lru', REDIS_RIGHTS.answers);
  /** Quota, circuit breakers, standings: nothing is ever evicted; when memory is full, writes fail. */
  static readonly COUNTERS = new CacheContents('counters', 'noeviction', REDIS_RIGHTS.counters);

  readonly name: string;
  /** `maxmemory-policy` of the nodes. */
  readonly evictionPolicy: string;
  /** What the cache's user may do, and with which keys. */
  readonly accessString: string;

  private constructor(name: string, evictionPolicy: string, accessString: string) {
    this.name = name;
    this.evictionPolicy = evictionPolicy;
    this.accessString = accessString;
  }
}

export interface CacheNodes {
  /** @default 'cache.t4g.micro' */
  readonly nodeType?: string;
  /** Nodes that take over when the primary fails, each in a zone of its own: 1 to 5. @default 1 */
  readonly replicas?: number;
}

export interface ServerlessLimits {
  /** Gigabytes at which keys that expire are evicted: 1 to 5000. Not for counters. @default - nothing is evicted, whatever it costs */
  readonly maximumGigabytes?: number;
  /** Processing units in a second from which on commands are throttled: 1000 to 15000000. @default - not bounded */
  readonly maximumUnitsPerSecond?: number;
}

/** Who runs the cache: nodes that are paid by the hour, or AWS by use. */
export class CacheCapacity {
  static nodes(nodes: CacheNodes = {}): CacheCapacity {
    return new CacheCapacity({ nodeType: 'cache.t4g.micro', replicas: 1, ...nodes }, undefined);
  }

  static serverless(limits: ServerlessLimits = {}): CacheCapacity {
    return new CacheCapacity(undefined, limits);
  }

  /** @default - serverless */
  readonly ofNodes: Required<CacheNodes> | undefined;
  /** @default - nodes */
  readonly ofServerless: ServerlessLimits | undefined;

  private constructor(ofNodes: Required<CacheNodes> | undefined, ofServerless: ServerlessLimits | undefined) {
    this.ofNodes = ofNodes;
    this.ofServerless = ofServerless;
  }
}

export interface ResponseCacheProps {
  /** Unique in account and region; part of what IAM signs. 1 to 30 lower-case letters, digits and single hyphens, beginning with a letter. */
  readonly cacheName: string;
  /** Where it is reached from: its private subnets. */
  readonly network: IPlatformNetwork;
  /** @default CacheContents.ANSWERS */
  readonly contents?: CacheContents;
  /** @default CacheCapacity.nodes() */
  readonly capacity?: CacheCapacity;
  /** Encrypts what is on disk and in snapshots. @default - a rotating key of the cache's own */
  readonly encryptionKey?: IKey;
  /** Days that a daily snapshot is kept; 0 makes none. @default - 0: what it holds is made anew */
  readonly snapshotRetentionDays?: number;
  /** Encrypts the engine's logs; its policy must admit CloudWatch Logs. @default - a key of the cache's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
  /** What becomes of it when it leaves the stack. Its name stays taken as long as it lives. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/** An ElastiCache cache that exists, with a user whose mode of authentication is IAM. */
export interface ResponseCacheAttributes {
  /** Id of the replication group, or name of the serverless cache. */
  readonly cacheName: string;
  /** @default false */
  readonly serverless?: boolean;
  /** Primary endpoint. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
  /** Id of the user, which is its name too. */
  readonly userId: string;
  /** Of the cache; grants open it. @default - whoever shall connect is admitted already */
  readonly securityGroup?: ISecurityGroup;
}

/** Any Redis 7 or Valkey, wherever it runs. */
export interface RedisAttributes {
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
  /** @default - the user `default` */
  readonly user?: string;
  /** Holds the user's password as text, in the stack's region. @default - none is sent */
  readonly password?: ISecret;
  /** @default - none: whoever shall connect is admitted already */
  readonly securityGroup?: ISecurityGroup;
}

/** A Redis that the router uses. */
export interface IResponseCache extends IConstruct, IConnectable {
  readonly connections: Connections;
  /** As the router's environment takes it: `rediss://…`. It holds no secret. */
  readonly locator: string;
  /** Lets a principal connect as the cache's user, and opens the way from it when it is in a VPC. */
  grantConnect(grantee: IGrantable & Partial<IConnectable>): Grant;
}
