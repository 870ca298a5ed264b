import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** `AccessLogs` below `scope`: who read which object, or called which load balancer, for 400 days. */
export function accessLogsBucket(scope: Construct): Bucket {
  return new Bucket(scope, 'AccessLogs', {
    // Neither S3 nor load balancers deliver logs to a bucket with a key of KMS.
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [{ id: 'Old', expiration: Duration.days(400) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
