import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What every function of the platform lets its owner choose. */
export interface FunctionOptions {
  /** Network of the function. @default - none: the function reaches AWS and the internet through Lambda's own network */
  readonly vpc?: IVpc;
  /** Where in `vpc`. @default - its private subnets with a way out */
  readonly vpcSubnets?: SubnetSelection;
  /** Encrypts the log group; its key policy must admit CloudWatch Logs. @default - a key of the function's own */
  readonly logsKey?: IKey;
  /** How long log lines are kept. @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
  /** Encrypts the environment variables. @default - Lambda's key in the account */
  readonly environmentEncryption?: IKey;
  /** Concurrent runs set aside for this function and its upper limit. @default - shares the account's concurrency */
  readonly reservedConcurrentExecutions?: number;
}
