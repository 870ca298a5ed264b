import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

export interface LogSearchProps {
  /** 3 to 32 lower-case letters, digits and hyphens; unique in account and region. */
  readonly name: string;
  /** Whose lines are searched, by the name of their index behind `logs-`, e.g. `router`. A log group has two subscription filters at most. */
  readonly sources: { readonly [name: string]: ILogGroup };
  /** Its private subnets hold the only endpoint of the collection. */
  readonly network: IPlatformNetwork;
  /** ARNs of the roles that may read every line. They need `aoss:APIAccessAll` of their own. */
  readonly readers: readonly string[];
  /** IPv4 blocks from which readers come, e.g. `10.0.0.0/8`. */
  readonly readersFrom: readonly string[];
  /** Days for which lines are found: 1 to 3650. @default 30 */
  readonly retentionDays?: number;
  /** Encrypts the collection and what it refused. @default - a key of its own */
  readonly encryptionKey?: IKey;
  /** Of collection and bucket. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
  /** Encrypts the log of the function; its policy must admit CloudWatch Logs. @default - a key of its own */
  readonly logsKey?: IKey;
  /** Of the log of the function. @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}
