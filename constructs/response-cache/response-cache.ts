import { RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type Connections, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { alarmOn } from '../internal/alarm.ts';
import { failOn } from '../internal/fail-on.ts';
import { type CacheMetric, type CacheNames, cacheMetric } from './cache-metrics.ts';
import { cacheProblems } from './cache-problems.ts';
import { cacheUser, replicationGroup, serverlessCache } from './cache-resources.ts';
import { connectionsOf, ElastiCacheBase, ImportedElastiCache, ImportedRedis } from './response-cache-base.ts';
import {
  CacheCapacity,
  CacheContents,
  type IResponseCache,
  type RedisAttributes,
  type ResponseCacheAttributes,
  type ResponseCacheProps,
} from './response-cache-props.ts';

/**
 * ElastiCache for Valkey that routers share: TLS, several zones, one user whom IAM lets in and who may do what the router does. It has no
 * secret, and a security group that admits nobody until `grantConnect`.
 */
export class ResponseCache extends ElastiCacheBase {
  static fromResponseCacheAttributes(scope: Construct, id: string, attributes: ResponseCacheAttributes): IResponseCache {
    return new ImportedElastiCache(scope, id, attributes);
  }

  /** A Redis that is not ElastiCache, or lets in by password. It must speak TLS. */
  static fromRedisAttributes(scope: Construct, id: string, attributes: RedisAttributes): IResponseCache {
    return new ImportedRedis(scope, id, attributes);
  }

  readonly connections: Connections;
  /** On when memory runs out, when something is evicted that must not be, or when a serverless cache throttles. They have no action: add yours. */
  readonly alarms: readonly Alarm[];
  protected readonly attributes: ResponseCacheAttributes;
  private readonly names: CacheNames;

  constructor(scope: Construct, id: string, props: ResponseCacheProps) {
    super(scope, id);
    failOn(this, cacheProblems(props));
    const { cacheName, contents = CacheContents.ANSWERS, capacity = CacheCapacity.nodes() } = props;
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.network.vpc,
      description: `Redis for ${contents.name}: whoever was granted`,
      allowAllOutbound: false,
    });
    const encryptionKey =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Cache at ${this.node.path}`, enableKeyRotation: true });
    const { userId, group } = cacheUser(this, cacheName, contents);
    const parts = { props, contents, encryptionKey, securityGroup };
    const { ofNodes, ofServerless = {} } = capacity;
    const cache = ofNodes ? replicationGroup(this, group, parts, ofNodes) : serverlessCache(this, group, parts, ofServerless);
    cache.applyRemovalPolicy(props.removalPolicy ?? RemovalPolicy.DESTROY);
    const host = 'attrPrimaryEndPointAddress' in cache ? cache.attrPrimaryEndPointAddress : cache.attrEndpointAddress;
    this.attributes = { cacheName, serverless: ofNodes === undefined, host, userId, securityGroup };
    this.connections = connectionsOf(this.attributes);
    this.names = { cacheName, ...(ofNodes && { nodes: ofNodes.replicas + 1 }) };
    this.alarms = ofNodes ? this.nodeAlarms(contents) : this.serverlessAlarms(contents);
  }

  /** Percent of the busiest node's engine thread: `EngineCPUUtilization`. Nodes only. */
  metricEngineCpu(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'EngineCPUUtilization', 'MAX', options);
  }

  /** Percent of the fullest node's memory: `DatabaseMemoryUsagePercentage`. Nodes only. */
  metricMemoryUsage(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'DatabaseMemoryUsagePercentage', 'MAX', options);
  }

  /** Seconds by which the slowest replica is behind its primary, and what a failover may lose: `ReplicationLag`. Nodes only. */
  metricReplicationLag(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'ReplicationLag', 'MAX', options);
  }

  /** Bytes of all that is kept: `BytesUsedForCache`. */
  metricBytesUsed(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'BytesUsedForCache', 'MAX', options);
  }

  /** Keys that went because memory was full: `Evictions`. */
  metricEvictions(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'Evictions', 'SUM', options);
  }

  /** Connections of clients, of the node with most: `CurrConnections`. */
  metricConnections(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'CurrConnections', 'MAX', options);
  }

  /** Processing units that were paid: `ElastiCacheProcessingUnits`. Serverless only. */
  metricProcessingUnits(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'ElastiCacheProcessingUnits', 'SUM', options);
  }

  /** Commands that were refused for their number: `ThrottledCmds`. Serverless only. */
  metricThrottledCommands(options?: MetricOptions): CacheMetric {
    return cacheMetric(this.names, 'ThrottledCmds', 'SUM', options);
  }

  private nodeAlarms(contents: CacheContents): Alarm[] {
    const busy = alarmOn(this, 'EngineBusy', {
      metric: this.metricEngineCpu(),
      threshold: 90,
      alarmDescription: 'The engine of a Redis node is busy: take a larger type of node',
    });
    if (contents === CacheContents.ANSWERS) return [busy];
    const full = alarmOn(this, 'MemoryFull', {
      metric: this.metricMemoryUsage(),
      threshold: 75,
      alarmDescription: 'Counters fill the memory; at 100 % nothing is granted any more: take a larger type of node',
    });
    return [busy, full, this.evicted()];
  }

  private serverlessAlarms(contents: CacheContents): Alarm[] {
    const throttled = alarmOn(this, 'Throttled', {
      metric: this.metricThrottledCommands(),
      alarmDescription: 'Redis commands are throttled: raise the limit of units',
    });
    return contents === CacheContents.ANSWERS ? [throttled] : [throttled, this.evicted()];
  }

  private evicted(): Alarm {
    return alarmOn(this, 'Evicted', {
      metric: this.metricEvictions(),
      alarmDescription: 'Counters were evicted: tenants may have had more than their limits',
    });
  }
}
