import type { DynamoDBStreamEvent, SNSEvent } from 'aws-lambda';
import { errorFields, log } from '../../common/log.ts';
import type { BudgetsByTenant } from '../contract.ts';
import { spendEventOf } from '../domain/ledger-image.ts';
import type { BudgetPorts } from '../domain/ports.ts';
import { settleSpend } from '../domain/settle.ts';

/** Everything that the function needs from outside. */
export interface EventPorts extends BudgetPorts {
  readonly budgets: BudgetsByTenant;
  /** @default - nobody listens in a chat */
  readonly chat?: (text: string) => Promise<void>;
}

/**
 * What comes from the ledger's stream is booked; what comes from the topic, alerts of ours as of AWS Budgets, is passed on to the chat.
 *
 * @throws Error when it must come again
 */
export function onEvent(ports: EventPorts): (event: DynamoDBStreamEvent | SNSEvent) => Promise<void> {
  return async (event) => {
    try {
      if (isFromTopic(event)) await passOn(event, ports);
      else await book(event, ports);
    } catch (error) {
      log('error', 'budgets not settled', { records: event.Records.length, ...errorFields(error) });
      throw error;
    }
  };
}

const isFromTopic = (event: DynamoDBStreamEvent | SNSEvent): event is SNSEvent => {
  const [first] = event.Records;
  return first !== undefined && 'Sns' in first;
};

async function passOn({ Records }: SNSEvent, { chat }: EventPorts): Promise<void> {
  for (const { Sns } of Records) await chat?.(`${Sns.Subject ?? 'Budget'}\n${Sns.Message}`);
}

async function book({ Records }: DynamoDBStreamEvent, ports: EventPorts): Promise<void> {
  const events = Records.flatMap(({ eventName, eventID, dynamodb }) => {
    if (eventName !== 'INSERT') return [];
    const event = spendEventOf(dynamodb?.NewImage ?? {});
    // It will not get better by coming again, and holds up those behind it.
    if (event === 'malformed') log('error', 'ledger row not readable', { eventID });
    return event === undefined || event === 'malformed' ? [] : [event];
  });
  await settleSpend(events, ports.budgets, ports);
}
