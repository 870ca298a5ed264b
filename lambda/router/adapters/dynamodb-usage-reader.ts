import { type AttributeValue, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import type { UsageRow } from '../contract/usage.ts';
import { cursorOf, type UsageReader } from '../domain/usage-report/reader.ts';

const DAY_MS = 86_400_000;

/**
 * Reads the rows of a tenant day by day, by Query: there is no right to more.
 *
 * @param region @default - that of the environment
 */
export function dynamoDbUsageReader(table: string, region?: string): UsageReader {
  const client = new DynamoDBClient({ ...CLIENT_LIMITS, ...(region !== undefined && { region }) });
  return {
    page: async ({ tenant, from, to, after, limit }) => {
      const rows: UsageRow[] = [];
      let day = (after ?? from).slice(0, 10);
      let start = after;
      while (`${day}T00:00:00.000Z` < to) {
        const pk = { S: `${tenant}#${day}` };
        const answer = await client.send(
          new QueryCommand({
            TableName: table,
            // A row of the moment `to` itself has more behind it, and so lies beyond.
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
            ExpressionAttributeValues: { ':pk': pk, ':from': { S: from }, ':to': { S: to } },
            Limit: limit - rows.length,
            ...(start !== undefined && { ExclusiveStartKey: { pk, sk: { S: start } } }),
          }),
        );
        rows.push(...(answer.Items ?? []).map(rowOf));
        const next = answer.LastEvaluatedKey?.sk?.S;
        if (rows.length >= limit) {
          const last = rows.at(-1);
          return { rows, ...(last && { next: cursorOf(last) }) };
        }
        if (next === undefined) day = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
        start = next;
      }
      return { rows };
    },
  };
}

function rowOf({ pk, sk, expiresAt, ...attributes }: Record<string, AttributeValue>): UsageRow {
  const values = Object.entries(attributes).map(([name, { S, N, BOOL }]) => [name, S ?? BOOL ?? Number(N)]);
  return Object.fromEntries(values) as unknown as UsageRow;
}
