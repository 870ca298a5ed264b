import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ArnPrincipal, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogsBucket } from '../internal/access-logs-bucket.ts';
import { failOn } from '../internal/fail-on.ts';
import { grantUseOfKey } from '../internal/grants.ts';
import { denyStatements, publishStatements, readStatements } from './access-statements.ts';
import { ImportedModelRepository, READ_KEY } from './imported-model-repository.ts';
import type { IModelRepository, ModelRepositoryAttributes, ModelRepositoryProps } from './model-repository-props.ts';
import { grantReplication, replicationConfiguration, replicationProblems, replicationRole, ruleId } from './replication.ts';

const PUBLISH_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];
const REQUEST_METRICS = 'EntireBucket';

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
  private readonly publishers = new Set<string>();
  private readonly replicated: IModelRepository[] = [];

  constructor(scope: Construct, id: string, props: ModelRepositoryProps) {
    super(scope, id);
    const { publisher, replicateTo = [], allowedRegions = [] } = props;
    failOn(this, replicationProblems(this, replicateTo, allowedRegions));
    this.hasOwnKey = props.encryptionKey === undefined;
    this.encryptionKey =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Models of ${this.node.path}`, enableKeyRotation: true });
    if (!props.accessLogsBucket) this.accessLogsBucket = accessLogsBucket(this);
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
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (replicateTo.length > 0) this.replicate(replicateTo, allowedRegions);
    this.grantPublish(publisher);
    const readers = Lazy.list({ produce: () => [...this.readers] });
    const publishers = Lazy.list({ produce: () => [...this.publishers] });
    this.state(denyStatements(this.bucket, readers, publishers));
  }

  /** Repositories that get every object of this one. */
  get replicas(): readonly IModelRepository[] {
    return this.replicated;
  }

  /**
   * Replicates every object to repositories in other regions, as `replicateTo` does, for whoever has them only later. Once.
   *
   * @param allowedRegions where models may be, beside the stack's region
   */
  replicate(destinations: readonly IModelRepository[], allowedRegions: readonly string[]): void {
    failOn(this, [
      ...(this.replicated.length > 0 ? ['replicate: the repository is replicated already; name all destinations at once'] : []),
      ...replicationProblems(this, destinations, allowedRegions),
    ]);
    const role = replicationRole(this);
    const bucket = this.bucket.node.defaultChild as CfnBucket;
    bucket.replicationConfiguration = replicationConfiguration(role, destinations);
    grantReplication(role, this.bucket, this.encryptionKey, destinations);
    this.replicated.push(...destinations);
  }

  /** Lets another role push versions and move aliases, e.g. that of Jobs which make models. It may no more than the publisher. */
  grantPublish(role: IRole): void {
    if (this.publishers.has(role.roleArn)) return;
    this.publishers.add(role.roleArn);
    this.readers.add(role.roleArn);
    this.grantKey(role, PUBLISH_KEY);
    this.state(readStatements(this.bucket, principalOf(role)));
    this.state(publishStatements(this.bucket, principalOf(role)));
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
