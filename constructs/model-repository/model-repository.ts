import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ArnPrincipal, Grant, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogsBucket } from '../internal/access-logs-bucket.ts';
import { failOn } from '../internal/fail-on.ts';
import { grantUseOfKey } from '../internal/grants.ts';
import { denyStatements, publishStatements, readStatements } from './access-statements.ts';
import type { IModelRepository, ModelRepositoryAttributes, ModelRepositoryProps } from './model-repository-props.ts';
import { ALIASES_PREFIX, MODELS_PREFIX } from './prefixes.ts';
import { grantReplication, replicationProblems, replicationRole, replicationRules, ruleId } from './replication.ts';

const READ_KEY = ['kms:Decrypt'];
const PUBLISH_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const REQUEST_METRICS = 'EntireBucket';

class ImportedModelRepository extends Construct implements IModelRepository {
  readonly bucket: IBucket;
  readonly encryptionKey?: IKey;

  constructor(scope: Construct, id: string, { bucketName, region, encryptionKey }: ModelRepositoryAttributes) {
    super(scope, id);
    this.bucket = Bucket.fromBucketAttributes(this, 'Bucket', { bucketName, region, encryptionKey });
    this.encryptionKey = encryptionKey;
  }

  /** The bucket's own policy is not in this stack: it must name the role too. */
  grantRead(role: IRole): void {
    const objects = [MODELS_PREFIX, ALIASES_PREFIX].map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    Grant.addToPrincipal({ grantee: role, actions: ['s3:GetObject'], resourceArns: objects });
    Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [this.bucket.bucketArn] });
    if (this.encryptionKey) grantUseOfKey(this.encryptionKey, role, READ_KEY, `s3.${this.bucket.env.region}`);
  }
}

/** Versions of models in S3, locked, encrypted and read by the roles alone that were granted them. */
export class ModelRepository extends Construct implements IModelRepository {
  static fromModelRepositoryAttributes(scope: Construct, id: string, attributes: ModelRepositoryAttributes): IModelRepository {
    return new ImportedModelRepository(scope, id, attributes);
  }

  readonly bucket: Bucket;
  readonly encryptionKey: IKey;
  /** Absent when the logs go to a bucket that was given. */
  readonly accessLogsBucket?: Bucket;
  private readonly hasOwnKey: boolean;
  private readonly readers = new Set<string>();

  constructor(scope: Construct, id: string, props: ModelRepositoryProps) {
    super(scope, id);
    failOn(this, replicationProblems(this, props));
    const { publisher, replicateTo = [] } = props;
    this.hasOwnKey = props.encryptionKey === undefined;
    this.encryptionKey =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Models of ${this.node.path}`, enableKeyRotation: true });
    if (!props.accessLogsBucket) this.accessLogsBucket = accessLogsBucket(this);
    const role = replicateTo.length > 0 ? replicationRole(this) : undefined;
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: props.retention ?? ObjectLockRetention.governance(Duration.days(30)),
      serverAccessLogsBucket: props.accessLogsBucket ?? this.accessLogsBucket,
      serverAccessLogsPrefix: 'models/',
      lifecycleRules: [
        { id: 'AbandonedUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
        // A version of a model is never replaced: these are former states of aliases, and what somebody deleted.
        { id: 'FormerVersions', noncurrentVersionExpiration: Duration.days(90), expiredObjectDeleteMarker: true },
      ],
      metrics: [{ id: REQUEST_METRICS }],
      ...(role && { replicationRole: role, replicationRules: replicationRules(replicateTo) }),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (role) grantReplication(role, this.bucket, this.encryptionKey, replicateTo);
    this.readers.add(publisher.roleArn);
    this.grantKey(publisher, PUBLISH_KEY);
    this.state(readStatements(this.bucket, principalOf(publisher)));
    this.state(publishStatements(this.bucket, principalOf(publisher)));
    const readers = Lazy.list({ produce: () => [...this.readers] });
    this.state(denyStatements(this.bucket, readers, publisher.roleArn));
  }

  /** By the bucket's policy, so the role's stack needs nothing of this one: it may come first. */
  grantRead(role: IRole): void {
    if (this.readers.has(role.roleArn)) return;
    this.readers.add(role.roleArn);
    this.state(readStatements(this.bucket, principalOf(role)));
    this.grantKey(role, READ_KEY);
  }

  /** Bytes of all versions, once a day: `BucketSizeBytes`. */
  metricBucketSizeBytes(options?: MetricOptions): Metric {
    return this.metric('BucketSizeBytes', { StorageType: 'StandardStorage' }, { period: Duration.days(1), ...options });
  }

  /** Requests that were refused, those of who may not read models among them: `4xxErrors`. */
  metric4xxErrors(options?: MetricOptions): Metric {
    return this.metric('4xxErrors', { FilterId: REQUEST_METRICS }, { statistic: 'Sum', ...options });
  }

  /** Objects that could not be replicated: `OperationsFailedReplication`. */
  metricOperationsFailedReplication(destination: IModelRepository, options?: MetricOptions): Metric {
    return this.replicationMetric('OperationsFailedReplication', destination, { statistic: 'Sum', ...options });
  }

  /** By how many seconds a replica is behind: `ReplicationLatency`, at its highest. */
  metricReplicationLatency(destination: IModelRepository, options?: MetricOptions): Metric {
    return this.replicationMetric('ReplicationLatency', destination, { statistic: 'Maximum', ...options });
  }

  private metric(metricName: string, dimensions: Record<string, string>, options: MetricOptions): Metric {
    const dimensionsMap = { BucketName: this.bucket.bucketName, ...dimensions };
    return new Metric({ namespace: 'AWS/S3', metricName, dimensionsMap, ...options }).attachTo(this);
  }

  private replicationMetric(metricName: string, destination: IModelRepository, options: MetricOptions): Metric {
    const dimensionsMap = {
      SourceBucket: this.bucket.bucketName,
      DestinationBucket: destination.bucket.bucketName,
      RuleId: ruleId(destination),
    };
    return new Metric({ namespace: 'AWS/S3', metricName, dimensionsMap, ...options }).attachTo(this);
  }

  private state(statements: readonly PolicyStatement[]): void {
    for (const statement of statements) this.bucket.addToResourcePolicy(statement);
  }

  /** A key that was brought leaves the decision to IAM. */
  private grantKey(role: IRole, actions: string[]): void {
    const service = `s3.${Stack.of(this).region}`;
    if (this.hasOwnKey) {
      const conditions = { StringEquals: { 'kms:ViaService': `${service}.amazonaws.com` } };
      const principals = [principalOf(role)];
      this.encryptionKey.addToResourcePolicy(new PolicyStatement({ principals, actions, resources: ['*'], conditions }));
    } else {
      grantUseOfKey(this.encryptionKey, role, actions, service);
    }
  }
}

const principalOf = (role: IRole): ArnPrincipal => new ArnPrincipal(role.roleArn);
