import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { SearchEndpoint } from '../internal/search-collection.ts';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

export interface LogSearchProps {
  /** 3 to 32 lower-case letters, digits and hyphens; unique in account and region. */
  readonly name: string;
  /** Whose lines are searched, by the name of their index behind `logs-`, e.g. `router`. A log group has two subscription filters at most. */
  readonly sources: { readonly [name: string]: ILogGroup };
  /** From which alone the collection is reached. Its private subnets hold the function and the endpoint. */
  readonly network: IPlatformNetwork;
  /** The network's endpoint, when it has one: AWS lets it have no second. @default - one of the collection's own */
  readonly endpoint?: SearchEndpoint;
  /** ARNs of the roles that may read every line. They need `aoss:APIAccessAll` of their own, and `aoss:DashboardsAccessAll` for dashboards. */
  readonly readers: readonly string[];
  /** IPv4 blocks from which readers come, e.g. `10.0.0.0/8`. */
  readonly readersFrom: readonly string[];
  /** Days for which lines are found: 1 to 3650. @default 30 */
  readonly retentionDays?: number;
  /** Encrypts the collection and what it refused. @default - a key of its own */
  readonly encryptionKey?: IKey;
  /** Of collection and bucket. @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE */
  readonly removalPolicy?: RemovalPolicy;
  /** Encrypts the log of the function; its policy must admit CloudWatch Logs. @default - a key of its own */
  readonly logsKey?: IKey;
  /** Of the log of the function. @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}
