import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { FunctionOptions } from '../internal/function-options.ts';

export interface ModerationProps extends FunctionOptions {
  /** Encrypts queues, table and secret. @default - a rotating key of the construct's own */
  readonly encryptionKey?: IKey;
  /** How long a case may be on its way to the reviewers before an alarm says so. @default Duration.minutes(15) */
  readonly longestWay?: Duration;
  /** How long a case may wait for a reviewer before an alarm says so. @default Duration.days(1) */
  readonly longestWait?: Duration;
  /** CloudWatch namespace of the metric that says how long cases wait. @default 'LlmPlatform' */
  readonly metricNamespace?: string;
  /** What becomes of table and sealing key when they leave the stack. Unless it is DESTROY, the table is also protected against deletion. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}
