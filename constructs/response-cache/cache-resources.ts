import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnServerlessCache,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import type { CacheContents, CacheNodes, ResponseCacheProps, ServerlessLimits } from './response-cache-props.ts';

const ENGINE = 'valkey';
const VERSION = '8.1';

/** What both kinds of cache are made with. */
export interface CacheParts {
  readonly props: ResponseCacheProps;
  readonly contents: CacheContents;
  readonly encryptionKey: IKey;
  readonly securityGroup: ISecurityGroup;
}

/** The cache's only user. Its id is its name, as IAM authentication asks for. */
export function cacheUser(scope: Construct, cacheName: string, { accessString }: CacheContents) {
  const userId = `${cacheName}-router`;
  const user = new CfnUser(scope, 'User', {
    engine: ENGINE,
    userId,
    userName: userId,
    accessString,
    authenticationMode: { Type: 'iam' },
  });
  const group = new CfnUserGroup(scope, 'Users', { engine: ENGINE, userGroupId: `${cacheName}-users`, userIds: [user.ref] });
  return { userId, group };
}

/** One shard: a primary, and replicas in other zones of which one takes over its name when it fails. */
export function replicationGroup(scope: Construct, group: CfnUserGroup, parts: CacheParts, nodes: Required<CacheNodes>) {
  const { props, contents, encryptionKey, securityGroup } = parts;
  const { vpc, privateSubnets } = props.network;
  const logGroup = encryptedLogGroup(scope, 'LogGroup', { encryptionKey: props.logsKey, retention: props.logRetention });
  const subnets = new CfnSubnetGroup(scope, 'Subnets', {
    description: `Private subnets of ${scope.node.path}`,
    subnetIds: vpc.selectSubnets(privateSubnets).subnetIds,
  });
  const parameters = new CfnParameterGroup(scope, 'Parameters', {
    cacheParameterGroupFamily: 'valkey8',
    description: `What becomes of ${contents.name} when memory is full`,
    properties: { 'maxmemory-policy': contents.evictionPolicy },
  });
  return new CfnReplicationGroup(scope, 'Cache', {
    replicationGroupId: props.cacheName,
    replicationGroupDescription: `${contents.name} of ${scope.node.path}`,
    engine: ENGINE,
    engineVersion: VERSION,
    cacheNodeType: nodes.nodeType,
    numNodeGroups: 1,
    replicasPerNodeGroup: nodes.replicas,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    port: 6379,
    cacheParameterGroupName: parameters.ref,
    cacheSubnetGroupName: subnets.ref,
    securityGroupIds: [securityGroup.securityGroupId],
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    atRestEncryptionEnabled: true,
    kmsKeyId: encryptionKey.keyArn,
    userGroupIds: [group.ref],
    autoMinorVersionUpgrade: true,
    snapshotRetentionLimit: props.snapshotRetentionDays ?? 0,
    // Arguments in the slow log are cut after 128 bytes, which are names and headers: no text of a prompt or an answer.
    logDeliveryConfigurations: ['slow-log', 'engine-log'].map((logType) => ({
      logType,
      logFormat: 'json',
      destinationType: 'cloudwatch-logs',
      destinationDetails: { cloudWatchLogsDetails: { logGroup: logGroup.logGroupName } },
    })),
  });
}

/** A cache whose nodes are AWS's business. TLS and several zones are not a choice there. */
export function serverlessCache(scope: Construct, group: CfnUserGroup, parts: CacheParts, limits: ServerlessLimits) {
  const { props, contents, encryptionKey, securityGroup } = parts;
  const { maximumGigabytes, maximumUnitsPerSecond } = limits;
  const { vpc, privateSubnets } = props.network;
  return new CfnServerlessCache(scope, 'Cache', {
    serverlessCacheName: props.cacheName,
    description: `${contents.name} of ${scope.node.path}`,
    engine: ENGINE,
    majorEngineVersion: '8',
    subnetIds: vpc.selectSubnets(privateSubnets).subnetIds.slice(0, 3),
    securityGroupIds: [securityGroup.securityGroupId],
    kmsKeyId: encryptionKey.keyArn,
    userGroupId: group.ref,
    snapshotRetentionLimit: props.snapshotRetentionDays ?? 0,
    cacheUsageLimits: {
      ...(maximumGigabytes !== undefined && { dataStorage: { unit: 'GB', maximum: maximumGigabytes } }),
      ...(maximumUnitsPerSecond !== undefined && { ecpuPerSecond: { maximum: maximumUnitsPerSecond } }),
    },
  });
}
