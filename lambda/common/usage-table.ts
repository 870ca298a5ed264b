import { type AttributeValue, ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { UsageRow } from '../router/contract/usage.ts';
import { CLIENT_LIMITS } from './aws-client.ts';

const DAY_SECONDS = 86_400;

/** The ledger's table, as those who write it see it. */
export interface UsageTable {
  /** Puts a row, unless there is a settled one with its key already. What comes twice, or too late, changes nothing. */
  put(row: UsageRow): Promise<void>;
}

/**
 * A table with partition key `pk` (`{tenant}#{yyyy-mm-dd}`) and sort key `sk` (`{at}#{requestId}#{attempt}`).
 *
 * @param retentionDays after which a row's `expiresAt` lies in the past; undefined when rows do not expire
 */
export function usageTable(table: string, retentionDays: number | undefined): UsageTable {
  const client = new DynamoDBClient(CLIENT_LIMITS);
  return {
    put: async (row) => {
      const command = new PutItemCommand({ TableName: table, Item: itemOf(row, retentionDays), ...conditionOf(row) });
      await client.send(command).catch((error: unknown) => {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
    },
  };
}

/** A settled row goes before an abandoned one, whichever comes first; among equals the first stays. */
const conditionOf = ({ abandoned }: UsageRow) =>
  abandoned
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'attribute_not_exists(pk) OR abandoned = :yes',
        ExpressionAttributeValues: { ':yes': { BOOL: true } },
      };

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
