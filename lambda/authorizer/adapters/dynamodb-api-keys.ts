import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import type { ApiKeyRecord } from '../contract.ts';
import type { Ports } from '../domain/authorize.ts';

/** Reads records from a table whose partition key is `keyId`. The SDK is loaded with the first look-up. */
export function dynamodbApiKeys(table: string): Ports['findKey'] {
  let loading: Promise<{ client: DynamoDBClient; sdk: typeof import('@aws-sdk/client-dynamodb') }> | undefined;
  const load = async () => {
    const sdk = await import('@aws-sdk/client-dynamodb');
    return { sdk, client: new sdk.DynamoDBClient(CLIENT_LIMITS) };
  };
  return async (keyId) => {
    loading ??= load();
    const { client, sdk } = await loading;
    // Consistent, so that a key revoked a moment ago is refused.
    const command = new sdk.GetItemCommand({ TableName: table, Key: { keyId: { S: keyId } }, ConsistentRead: true });
    const { Item } = await client.send(command);
    return Item === undefined ? undefined : fromItem(Item);
  };
}

/** The record as DynamoDB attributes. */
export function toItem(record: ApiKeyRecord): Record<string, AttributeValue> {
  return {
    keyId: { S: record.keyId },
    hash: { S: record.hash },
    tenant: { S: record.tenant },
    label: { S: record.label },
    createdAt: { S: record.createdAt },
    ...(record.roles === undefined ? {} : { roles: { S: record.roles.join(' ') } }),
    ...(record.expiresAt === undefined ? {} : { expiresAt: { N: String(record.expiresAt) } }),
    ...(record.revokedAt === undefined ? {} : { revokedAt: { S: record.revokedAt } }),
  };
}

/** @throws Error when the item is not a record: a key is never accepted on half of the facts */
export function fromItem(item: Readonly<Record<string, AttributeValue>>): ApiKeyRecord {
  const text = (name: string): string => {
    const value = item[name]?.S;
    if (value === undefined) throw new Error(`the stored API key has no text in '${name}'`);
    return value;
  };
  return {
    keyId: text('keyId'),
    hash: text('hash'),
    tenant: text('tenant'),
    label: text('label'),
    createdAt: text('createdAt'),
    ...(item.roles === undefined ? {} : { roles: text('roles').split(' ') }),
    ...(item.expiresAt === undefined ? {} : { expiresAt: epoch(item.expiresAt) }),
    ...(item.revokedAt === undefined ? {} : { revokedAt: text('revokedAt') }),
  };
}

function epoch(value: AttributeValue): number {
  const seconds = Number(value.N ?? Number.NaN);
  if (!Number.isFinite(seconds)) throw new Error(`the stored API key's 'expiresAt' is not a number`);
  return seconds;
}
