import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ReviewIndex } from '../../lambda/review/contract.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Cases, who did what to them, and decisions, with the keys and indexes of the review function's contract. In the stack's region alone. */
export function reviewTable(scope: Construct, encryptionKey: IKey, removalPolicy: RemovalPolicy): TableV2 {
  return new TableV2(scope, 'Cases', {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    timeToLiveAttribute: 'expiresAt',
    globalSecondaryIndexes: [ReviewIndex.TENANT, ReviewIndex.EVERYONE].map(({ name, key }) => ({
      indexName: name,
      partitionKey: text(key),
      sortKey: text('at'),
      // Lists show neither sealed texts nor whole ones.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['preview'],
    })),
    encryption: TableEncryptionV2.customerManagedKey(encryptionKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
    removalPolicy,
  });
}
