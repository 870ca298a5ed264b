import { Stack } from 'aws-cdk-lib';
import { Connections } from 'aws-cdk-lib/aws-ec2';
import { Grant, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnVectorBucket } from 'aws-cdk-lib/aws-s3vectors';
import type { Construct } from 'constructs';
import { grantUseOfKey } from '../internal/grants.ts';
import type { VectorStore, VectorStoreParts } from './vector-store.ts';

/** What the router does with an index; it cannot list or change buckets and their policies. */
const INDEX_ACTIONS = [
  'CreateIndex',
  'GetIndex',
  'DeleteIndex',
  'PutVectors',
  'GetVectors',
  'ListVectors',
  'QueryVectors',
  'DeleteVectors',
].map((action) => `s3vectors:${action}`);

/** A vector bucket under our key. Indexes are the router's business: their dimension is the model's. */
export function s3Vectors(scope: Construct, { databaseName, encryptionKey, removalPolicy }: VectorStoreParts): VectorStore {
  const stack = Stack.of(scope);
  const arn = (resourceName: string) => stack.formatArn({ service: 's3vectors', resource: 'bucket', resourceName });
  // What is put is indexed later, by the service itself. The policy of a key that was imported stays as it is.
  encryptionKey.addToResourcePolicy(
    new PolicyStatement({
      sid: 'S3VectorsIndexes',
      principals: [new ServicePrincipal('indexing.s3vectors.amazonaws.com')],
      actions: ['kms:Decrypt'],
      resources: ['*'],
      conditions: {
        ArnLike: { 'aws:SourceArn': arn(`${databaseName}*`) },
        StringEquals: { 'aws:SourceAccount': stack.account },
        'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:s3vectors:arn', 'aws:s3vectors:resource-id'] },
      },
    }),
  );
  const bucket = new CfnVectorBucket(scope, 'Bucket', {
    vectorBucketName: databaseName,
    encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn: encryptionKey.keyArn },
  });
  bucket.node.addDependency(encryptionKey);
  bucket.applyRemovalPolicy(removalPolicy);
  return {
    // Not the bucket's Ref, which is its ARN.
    locator: `s3vectors:${databaseName}`,
    connections: new Connections(),
    alarms: [],
    grant: (grantee) =>
      Grant.addToPrincipal({ grantee, actions: INDEX_ACTIONS, resourceArns: [arn(`${databaseName}/index/*`)] }).combine(
        grantUseOfKey(encryptionKey, grantee, ['kms:Decrypt', 'kms:GenerateDataKey'], `s3vectors.${stack.region}`),
      ),
  };
}
