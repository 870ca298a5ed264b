import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem, toItem } from '../../lambda/authorizer/adapters/dynamodb-api-keys.ts';
import type { ApiKeyRecord } from '../../lambda/authorizer/contract.ts';
import { type KeyRegistry, missing, oldestFirst } from './registry.ts';

/** The keys of a deployed platform. */
export function dynamodbRegistry(table: string, region: string): KeyRegistry {
  const client = new DynamoDBClient({ region });
  return {
    async add(record) {
      const condition = { ConditionExpression: 'attribute_not_exists(keyId)' };
      const command = new PutItemCommand({ TableName: table, Item: toItem(record), ...condition });
      return await client.send(command).then(
        () => true,
        ifCondition(() => false),
      );
    },
    async list() {
      const records: ApiKeyRecord[] = [];
      for await (const { Items } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
        records.push(...(Items ?? []).map(fromItem));
      }
      return oldestFirst(records);
    },
    async revoke(keyId, at) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { keyId: { S: keyId } },
        UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :at)',
        ConditionExpression: 'attribute_exists(keyId)',
        ExpressionAttributeValues: { ':at': { S: at } },
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await client.send(command).catch(
        ifCondition(() => {
          throw missing(keyId);
        }),
      );
      return fromItem(Attributes ?? {});
    },
  };
}

/** Handles the failure of a condition; every other error goes on. */
const ifCondition =
  <T>(handle: () => T) =>
  (error: unknown): T => {
    if (error instanceof ConditionalCheckFailedException) return handle();
    throw error;
  };
