import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Operation } from 'aws-cdk-lib/aws-dynamodb';
import type { ResponseCache } from '../../response-cache/response-cache.ts';
import type { Alert } from './alert.ts';

/** A table of DynamoDB, and what functions do with it: each operation is a metric that is paid for. */
export interface WatchedTable {
  readonly tableName: string;
  /** One or more, and at most ten: an alarm has no more metrics. */
  readonly operations: readonly Operation[];
}

/** A table of DynamoDB by its name, e.g. `Ledger`. */
export const tableAlerts = (name: string, { tableName, operations }: WatchedTable): Alert[] => {
  const metric = (metricName: string, more: Readonly<Record<string, string>> = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: tableName, ...more },
      statistic: Stats.SUM,
    });
  return [
    {
      id: `${name}Throttled`,
      severity: 'critical',
      metric: new MathExpression({
        expression: 'FILL(reads, 0) + FILL(writes, 0)',
        usingMetrics: { reads: metric('ReadThrottleEvents'), writes: metric('WriteThrottleEvents') },
        label: 'Throttled reads and writes',
      }),
      threshold: 10,
      description: `DynamoDB throttles the table ${name}: one key is too hot, or the account is at its quota`,
    },
    {
      id: `${name}Unavailable`,
      severity: 'critical',
      metric: new MathExpression({
        expression: operations.map((operation) => `FILL(${idOf(operation)}, 0)`).join(' + '),
        usingMetrics: Object.fromEntries(
          operations.map((operation) => [idOf(operation), metric('SystemErrors', { Operation: operation })]),
        ),
        label: 'Answers of DynamoDB with 5xx',
      }),
      threshold: 5,
      description: `DynamoDB fails for the table ${name}: see the AWS Health Dashboard of the region`,
    },
  ];
};

const idOf = (operation: string): string => operation.toLowerCase();

/** Memory, evictions and the engine have alarms of the cache's own; this is what a failover would lose. */
export const cacheAlerts = (name: string, cache: ResponseCache): Alert[] => [
  {
    id: `${name}ReplicaLate`,
    severity: 'warning',
    metric: cache.metricReplicationLag(),
    threshold: 10,
    periods: 3,
    description: `A replica of the cache ${name} is ten seconds behind: a failover would lose as much`,
  },
];
