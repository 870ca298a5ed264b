import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import type { UsageRow } from '../contract/usage.ts';
import type { Ledger } from '../domain/ports.ts';

const DAY_SECONDS = 86_400;

/**
 * Appends usage rows to a table with partition key `pk` (`{tenant}#{yyyy-mm-dd}`) and sort key `sk` (`{at}#{requestId}#{attempt}`).
 *
 * @param retentionDays after which a row's `expiresAt` lies in the past; undefined when rows do not expire
 */
export function dynamoDbLedger(table: string, retentionDays: number | undefined): Ledger {
  const client = new DynamoDBClient(CLIENT_LIMITS);
  return {
    record: async (row) => {
      // A write that is repeated because its answer was lost must not change the row.
      const command = new PutItemCommand({
        TableName: table,
        Item: itemOf(row, retentionDays),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      await client.send(command).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}

function itemOf(row: UsageRow, retentionDays: number | undefined): Record<string, AttributeValue> {
  const seconds = Math.floor(Date.parse(row.at) / 1000);
  const fields = Object.entries(row).map(([name, value]) => [name, attribute(value)] as const);
  return {
    pk: { S: `${row.tenant}#${row.at.slice(0, 10)}` },
    sk: { S: `${row.at}#${row.requestId}#${row.attempt}` },
    ...(retentionDays !== undefined && { expiresAt: { N: String(seconds + retentionDays * DAY_SECONDS) } }),
    ...Object.fromEntries(fields),
  };
}

function attribute(value: string | number | boolean): AttributeValue {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'number' ? { N: String(value) } : { BOOL: value };
}
