import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { CLIENT_LIMITS } from '../../common/aws-client.ts';
import { BUDGET_ACTIONS, type BudgetState } from '../contract/budgets.ts';
import type { ReadStates } from '../domain/budgets/states.ts';

/** Reads the items `state#…` of a partition; `lambda/budget-alert` and `blueprint budget` write them. */
export function dynamoDbBudgetStates(table: string): ReadStates {
  const client = new DynamoDBClient(CLIENT_LIMITS);
  return async (partition) => {
    const states: BudgetState[] = [];
    let after: QueryCommand['input']['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :state)',
          ExpressionAttributeValues: { ':pk': { S: partition }, ':state': { S: 'state#' } },
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      for (const item of page.Items ?? []) {
        const action = [...BUDGET_ACTIONS, 'normal' as const].find((known) => known === item.action?.S);
        const { scope, until, override } = item;
        if (action === undefined || scope?.S === undefined) continue;
        states.push({ scope: scope.S, action, until: Number(until?.N), ...(override?.BOOL && { override: true }) });
      }
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
    return states;
  };
}
