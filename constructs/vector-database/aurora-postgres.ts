import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Connections, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { alarmOn } from '../internal/alarm.ts';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import type { AuroraPostgresOptions } from './engine-options.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { VectorStore, VectorStoreParts } from './vector-store.ts';

/** Not PostgreSQL's own, which every scanner tries first. */
const PORT = 5433;
const DATABASE = 'vectors';
const USER = 'router';

/** A cluster whose only user besides its master is let in by IAM. */
export function auroraPostgres(scope: Construct, parts: VectorStoreParts, options: AuroraPostgresOptions): VectorStore {
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', {
    vpc: options.network.vpc,
    description: 'PostgreSQL for vectors: whoever was granted',
    allowAllOutbound: false,
  });
  const cluster = auroraCluster(scope, parts, options, securityGroup);
  prepareDatabase(scope, {
    cluster,
    database: DATABASE,
    user: USER,
    encryptionKey: parts.encryptionKey,
    ...(options.logsKey && { logsKey: options.logsKey }),
    ...(options.logRetention && { logRetention: options.logRetention }),
  });
  const dimensionsMap = { DBClusterIdentifier: parts.databaseName };
  const metric = (metricName: string, metricOptions?: MetricOptions) =>
    new Metric({ namespace: 'AWS/RDS', metricName, dimensionsMap, statistic: 'Maximum', ...metricOptions });
  return {
    locator: `postgres:${cluster.clusterEndpoint.hostname}:${PORT}/${DATABASE}?user=${USER}`,
    connections: new Connections({ securityGroups: [securityGroup], defaultPort: Port.tcp(PORT) }),
    grant: (grantee) => grantPostgresLogin(scope, grantee, cluster.clusterResourceIdentifier, USER),
    metric,
    clusterArn: cluster.clusterArn,
    alarms: [
      alarmOn(scope, 'CapacityUsedUp', {
        metric: metric('ACUUtilization'),
        threshold: 95,
        alarmDescription: 'Aurora has nearly all the capacity that it may have: raise maximumCapacity, or look for slow searches',
      }),
      ...(options.readers === 0 ? [] : [readerBehind(scope, metric('AuroraReplicaLagMaximum'))]),
    ],
  };
}

const readerBehind = (scope: Construct, metric: Metric): Alarm =>
  alarmOn(scope, 'ReaderBehind', {
    metric,
    threshold: 1_000,
    alarmDescription: 'A reader of Aurora is a second behind: a failover would take longer; see its load',
  });

/** `rds-db:connect` as one user of one database. */
export function grantPostgresLogin(scope: Construct, grantee: IGrantable, resourceId: string, user: string): Grant {
  const arn = Stack.of(scope).formatArn({
    service: 'rds-db',
    resource: 'dbuser',
    resourceName: `${resourceId}/${user}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return Grant.addToPrincipal({ grantee, actions: ['rds-db:connect'], resourceArns: [arn] });
}

function auroraCluster(
  scope: Construct,
  { databaseName, encryptionKey, removalPolicy }: VectorStoreParts,
  options: AuroraPostgresOptions,
  securityGroup: SecurityGroup,
): DatabaseCluster {
  const { network, minimumCapacity = 0.5, maximumCapacity = 4, readers = 1, backupRetentionDays = 14 } = options;
  // RDS makes a log group without key or end for what it exports, unless there is one of this name.
  const logGroup = encryptedLogGroup(scope, 'LogGroup', {
    logGroupName: `/aws/rds/cluster/${databaseName}/postgresql`,
    ...(options.logsKey && { encryptionKey: options.logsKey }),
    ...(options.logRetention && { retention: options.logRetention }),
  });
  // At the instances alone: CDK warns of a cluster that has insights and instances that do not say so.
  const insights = { enablePerformanceInsights: true, performanceInsightEncryptionKey: encryptionKey };
  const instance = { publiclyAccessible: false, ...insights };
  const cluster = new DatabaseCluster(scope, 'Cluster', {
    clusterIdentifier: databaseName,
    defaultDatabaseName: DATABASE,
    // pgvector 0.8 comes with 17.4 and later.
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
    ...{ vpc: network.vpc, vpcSubnets: network.privateSubnets, securityGroups: [securityGroup], port: PORT },
    writer: ClusterInstance.serverlessV2('Writer', instance),
    // Aurora puts each instance into the zone that has fewest. The first reader keeps the writer's size, so that it can take over at once.
    readers: Array.from({ length: readers }, (_, i) =>
      ClusterInstance.serverlessV2(`Reader${i + 1}`, { ...instance, scaleWithWriter: i === 0 }),
    ),
    serverlessV2MinCapacity: minimumCapacity,
    serverlessV2MaxCapacity: maximumCapacity,
    iamAuthentication: true,
    // RDS makes, keeps and rotates the password of the master; nobody here reads it but the Data API.
    manageMasterUserPassword: true,
    credentials: Credentials.fromUsername('master', { encryptionKey }),
    enableDataApi: true,
    storageEncryptionKey: encryptionKey,
    backup: { retention: Duration.days(backupRetentionDays) },
    cloudwatchLogsExports: ['postgresql'],
    parameters: {
      'rds.force_ssl': '1',
      // The detail of an error shows values of the row at fault.
      log_error_verbosity: 'terse',
      log_parameter_max_length_on_error: '0',
    },
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    // A protected cluster cannot be rolled back, and CDK would delete the instances and subnets of one that stays.
    removalPolicy: removalPolicy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE ? RemovalPolicy.RETAIN : removalPolicy,
  });
  cluster.node.addDependency(logGroup);
  return cluster;
}
