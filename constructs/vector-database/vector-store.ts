import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Connections } from 'aws-cdk-lib/aws-ec2';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { SearchEndpoint } from '../internal/search-collection.ts';

/** What an engine makes as children of its database. */
export interface VectorStore {
  readonly locator: string;
  readonly connections: Connections;
  readonly alarms: readonly Alarm[];
  /** Lets in a principal whose way is open already. */
  grant(grantee: IGrantable): Grant;
  /** ARN of an Aurora cluster. @default - there is none */
  readonly clusterArn?: string;
  /** @default - there is none */
  readonly searchEndpoint?: SearchEndpoint;
  /** @default - CloudWatch has none of it */
  readonly metric?: (metricName: string, options?: MetricOptions) => Metric;
}

/** What every engine is made with. */
export interface VectorStoreParts {
  readonly databaseName: string;
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}
