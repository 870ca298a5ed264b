import { adapterFor } from '../../common/locator.ts';
import { BudgetAlertEnvironment } from '../contract.ts';
import type { BudgetPorts, BudgetStore } from '../domain/ports.ts';
import { budgetMetrics } from './budget-metrics.ts';
import { dynamoDbBudgetStore } from './dynamodb-store.ts';
import type { EventPorts } from './events.ts';
import { unpackBudgets } from './packed-budgets.ts';
import { snsTopic } from './sns-topic.ts';
import { chatWebhook } from './webhook.ts';

/** @throws Error that names the variable at fault */
export function portsFrom(environment: Readonly<Record<string, string | undefined>>): EventPorts {
  const { BUDGETS, STATES, TOPIC, WEBHOOK, NAMESPACE } = BudgetAlertEnvironment;
  return {
    budgets: unpackBudgets(environment[BUDGETS] ?? ''),
    store: adapterFor<BudgetStore>(environment, STATES, { dynamodb: dynamoDbBudgetStore }),
    publish: adapterFor<BudgetPorts['publish']>(environment, TOPIC, { sns: (arn) => snsTopic(arn, environment) }),
    observe: budgetMetrics(environment[NAMESPACE] ?? 'LlmPlatform'),
    ...(environment[WEBHOOK] !== undefined && {
      chat: adapterFor<NonNullable<EventPorts['chat']>>(environment, WEBHOOK, { secretsmanager: chatWebhook }),
    }),
  };
}
