import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { SearchEndpoint } from '../internal/search-collection.ts';
import type { IPlatformNetwork } from '../platform-network/platform-network.ts';

export interface AuroraPostgresOptions {
  /** Its private subnets, in two zones or more. */
  readonly network: IPlatformNetwork;
  /** Capacity units of each instance when nothing happens: 0.5 to 256, in halves. @default 0.5 */
  readonly minimumCapacity?: number;
  /** Capacity units that each instance may grow to: 1 to 256, in halves. @default 4 */
  readonly maximumCapacity?: number;
  /** Instances in other zones, of which one takes over: 0 to 15. @default 1 */
  readonly readers?: number;
  /** Days for which Aurora can go back to any second: 7 to 35. @default 14 */
  readonly backupRetentionDays?: number;
  /** Encrypts the engine's log; its policy must admit CloudWatch Logs. @default - a key of the database's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}

export interface OpenSearchServerlessOptions {
  /** From which alone the collection is reached. Its private subnets hold the endpoint. */
  readonly network: IPlatformNetwork;
  /** The network's endpoint, when it has one: AWS lets it have no second. @default - one of the collection's own */
  readonly endpoint?: SearchEndpoint;
}
