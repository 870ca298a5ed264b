import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Alarm, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ArnPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { accessLogsBucket } from '../internal/access-logs-bucket.ts';
import { alarmOn } from '../internal/alarm.ts';
import { grantUseOfKey } from '../internal/grants.ts';
import type { IUsageLedger } from './usage-ledger.ts';

/** By how often: an expression of EventBridge Scheduler, in UTC. */
const SCHEDULES = { day: 'cron(0 5 * * ? *)', week: 'cron(0 5 ? * SUN *)', month: 'cron(0 5 1 * ? *)' } as const;
const PREFIX = 'usage';

export interface UsageExportProps {
  /** Its table needs point-in-time recovery. */
  readonly ledger: IUsageLedger;
  /** Each export holds all rows there are. @default 'week' */
  readonly every?: 'day' | 'week' | 'month';
  /** How long an export is kept. @default Duration.days(400) */
  readonly retention?: Duration;
  /** Encrypts exports and schedule. @default - a rotating key of the construct's own */
  readonly encryptionKey?: IKey;
  /** What becomes of the bucket when it leaves the stack. AWS deletes none that holds exports. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

/** Writes the whole ledger to S3, as JSON, on a schedule, without a function: for a warehouse, and for the day when the table is gone. */
export class UsageExport extends Construct {
  readonly bucket: Bucket;
  /** On when an export could not be started. It has no action: add yours. */
  readonly alarm: Alarm;
  private readonly group: CfnScheduleGroup;

  constructor(scope: Construct, id: string, props: UsageExportProps) {
    super(scope, id);
    const { ledger, every = 'week', retention = Duration.days(400) } = props;
    const key =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Exported usage, ${this.node.path}`, enableKeyRotation: true });
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      serverAccessLogsBucket: accessLogsBucket(this),
      serverAccessLogsPrefix: 'usage-exports/',
      lifecycleRules: [{ id: 'Old', expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    const role = this.exportRole(ledger, key);
    this.group = new CfnScheduleGroup(this, 'Group');
    const schedule = new CfnSchedule(this, 'Schedule', {
      groupName: this.group.ref,
      description: `Exports the ledger of ${this.node.path} to S3`,
      flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 60 },
      scheduleExpression: SCHEDULES[every],
      scheduleExpressionTimezone: 'UTC',
      kmsKeyArn: key.keyArn,
      target: {
        arn: Stack.of(this).formatArn({
          ...{ service: 'scheduler', region: '', account: '', arnFormat: ArnFormat.COLON_RESOURCE_NAME },
          ...{ resource: 'aws-sdk', resourceName: 'dynamodb:exportTableToPointInTime' },
        }),
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3_600 },
        input: Stack.of(this).toJsonString({
          TableArn: ledger.table.tableArn,
          S3Bucket: this.bucket.bucketName,
          S3Prefix: PREFIX,
          S3SseAlgorithm: 'KMS',
          S3SseKmsKeyId: key.keyArn,
          ExportFormat: 'DYNAMODB_JSON',
        }),
      },
    });
    schedule.node.addDependency(role, this.bucket);
    this.alarm = alarmOn(this, 'NotStarted', {
      metric: this.metricFailures(),
      alarmDescription: 'An export of the usage ledger could not be started: see the role and the bucket of the schedule',
    });
  }

  /** Exports that were given up, after every retry: `InvocationDroppedCount`. */
  metricFailures(options?: MetricOptions): Metric {
    const dimensionsMap = { ScheduleGroup: this.group.ref };
    return new Metric({
      namespace: 'AWS/Scheduler',
      metricName: 'InvocationDroppedCount',
      dimensionsMap,
      statistic: 'Sum',
      ...options,
    });
  }

  /** May export this table into this bucket. That it may write is in the bucket's policy, which names the role. */
  private exportRole(ledger: IUsageLedger, key: IKey): Role {
    const { account, region } = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:ExportTableToPointInTime'], resources: [ledger.table.tableArn] }));
    grantUseOfKey(key, role, ['kms:Decrypt', 'kms:GenerateDataKey'], `s3.${region}`);
    // The schedule itself.
    grantUseOfKey(key, role, ['kms:Decrypt'], `scheduler.${region}`);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Exports',
        principals: [new ArnPrincipal(role.roleArn)],
        actions: ['s3:AbortMultipartUpload', 's3:PutObject', 's3:PutObjectAcl'],
        resources: [this.bucket.arnForObjects(`${PREFIX}/*`)],
      }),
    );
    return role;
  }
}
