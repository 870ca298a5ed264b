import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import { type QdrantWorkload, SERVICE_ACCOUNT, SNAPSHOTS_PREFIX } from '../../services/qdrant/qdrant-workload.ts';

interface QdrantSnapshots {
  readonly cluster: IGpuCluster;
  readonly qdrant: QdrantWorkload;
  readonly retentionDays: number;
  readonly encryptionKey: IKey;
  readonly accessLogs: IBucket;
}

/** The bucket to which Qdrant's pods write snapshots, and from which they restore; they can delete what they made, and nothing is lost by it for a month. */
export function qdrantSnapshots(scope: Construct, given: QdrantSnapshots): Bucket {
  const { cluster, qdrant, retentionDays, encryptionKey, accessLogs } = given;
  const bucket = new Bucket(scope, 'QdrantSnapshots', {
    bucketName: qdrant.snapshotBucket,
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: 'qdrant-snapshots/',
    lifecycleRules: [
      {
        id: 'Old',
        expiration: Duration.days(retentionDays),
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const role = cluster.addPodIdentity(qdrant.namespace, SERVICE_ACCOUNT);
  const principals = [new ArnPrincipal(role.roleArn)];
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Qdrant',
      principals,
      actions: ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'ListMultipartUploadParts'].map(
        (a) => `s3:${a}`,
      ),
      resources: [bucket.arnForObjects(`${SNAPSHOTS_PREFIX}/*`)],
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({ sid: 'QdrantLists', principals, actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  );
  // Of this stack, which waits for the cluster's, and not the other way round.
  new Policy(scope, 'QdrantSnapshotsKey', {
    roles: [role],
    statements: [
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [encryptionKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `s3.${Stack.of(scope).region}.amazonaws.com` } },
      }),
    ],
  });
  return bucket;
}
