import { createHash } from 'node:crypto';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import type { SessionKey, SessionStore, Turn } from '../domain/sessions/store.ts';

/** Turns that are read at once: bounds what a long conversation of short turns costs. */
const PAGE = 100;

/** Half of the connections that a client keeps. */
const DELETED_AT_ONCE = 25;

/**
 * Keeps each turn as a row of a table with partition key `pk` (`{tenant}#{sessionId}`) and sort key `sk` (`{hash of the principal}#{number}`). A row
 * that is there is never written again, so the number is the version on which a writer builds.
 */
export function dynamoDbSessions(table: string): SessionStore {
  const client = new DynamoDBClient(CLIENT_LIMITS);
  const turnsOf = (key: SessionKey) => ({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :principal)',
    ExpressionAttributeValues: { ':pk': { S: partitionOf(key) }, ':principal': { S: `${ownerOf(key)}#` } },
    // A reader must see the turn that ended just before.
    ConsistentRead: true,
  });
  const from = (after: Record<string, AttributeValue> | undefined) => (after ? { ExclusiveStartKey: after } : {});
  return {
    load: async (key, maxBytes, now) => {
      const turns: Turn[] = [];
      let next: number | undefined;
      let bytes = 0;
      let after: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({ ...turnsOf(key), ScanIndexForward: false, Limit: PAGE, ...from(after) }),
        );
        for (const { sk, turn, expiresAt } of page.Items ?? []) {
          next ??= Number(sk?.S?.slice(-NUMBER_WIDTH)) + 1;
          // The table deletes what has expired, but not at once.
          if (Number(expiresAt?.N) * 1000 <= now) continue;
          const text = turn?.S ?? '';
          bytes += Buffer.byteLength(text);
          turns.unshift(JSON.parse(text));
        }
        after = bytes > maxBytes ? undefined : page.LastEvaluatedKey;
      } while (after !== undefined);
      return { turns, next: next ?? 1 };
    },
    append: async (key, number, turn, expiresAt) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: { S: partitionOf(key) },
              sk: { S: `${ownerOf(key)}#${String(number).padStart(NUMBER_WIDTH, '0')}` },
              turn: { S: JSON.stringify(turn) },
              expiresAt: { N: String(expiresAt) },
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    forget: async (key) => {
      let after: Record<string, AttributeValue> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({ ...turnsOf(key), ProjectionExpression: 'pk, sk', Limit: DELETED_AT_ONCE, ...from(after) }),
        );
        const keys = (page.Items ?? []).map(({ pk, sk }) => ({ ...(pk && { pk }), ...(sk && { sk }) }));
        await Promise.all(keys.map((Key) => client.send(new DeleteItemCommand({ TableName: table, Key }))));
        after = page.LastEvaluatedKey;
      } while (after !== undefined);
    },
  };
}

/** Digits of a turn's number, so that rows sort by it. */
const NUMBER_WIDTH = 10;

const partitionOf = ({ tenant, id }: SessionKey): string => `${tenant}#${id}`;

/** Of one length whatever the principal holds, so that none is another one's beginning. */
const ownerOf = ({ principal }: SessionKey): string => createHash('sha256').update(principal, 'utf16le').digest('hex');
