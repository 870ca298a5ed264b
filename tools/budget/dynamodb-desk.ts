import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDbBudgetStore } from '../../lambda/budget-alert/adapters/dynamodb-store.ts';
import { CLIENT_LIMITS } from '../../lambda/common/aws-client.ts';
import { dynamoDbBudgetStates } from '../../lambda/router/adapters/dynamodb-budgets.ts';
import type { BudgetDesk, Whose } from './desk.ts';

/** The desk of a deployed platform, in one region. */
export function dynamoDbDesk(table: string, region: string): BudgetDesk {
  process.env.AWS_REGION = region;
  const client = new DynamoDBClient({ ...CLIENT_LIMITS, region });
  const keyOf = ({ partition, scope }: Whose) => ({ pk: { S: partition }, sk: { S: `state#${scope}#override` } });
  return {
    spend: dynamoDbBudgetStore(table).spend,
    states: dynamoDbBudgetStates(table),
    say: async (whose, action, until) => {
      const Item = {
        ...keyOf(whose),
        scope: { S: whose.scope },
        action: { S: action },
        until: { N: String(until) },
        override: { BOOL: true },
        expiresAt: { N: String(Math.ceil(until / 1000)) },
      };
      await client.send(new PutItemCommand({ TableName: table, Item }));
    },
    withdraw: async (whose) => {
      await client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(whose) }));
    },
  };
}
