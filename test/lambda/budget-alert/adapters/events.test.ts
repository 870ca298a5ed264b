import type { DynamoDBRecord, DynamoDBStreamEvent, SNSEvent } from 'aws-lambda';
import { onEvent } from '../../../../lambda/budget-alert/adapters/events.ts';
import { memoryStore } from '../../../../lambda/budget-alert/domain/memory-store.ts';
import { budget } from '../support/budgets.ts';

const record = (eventName: 'INSERT' | 'REMOVE', requestId: string, at = '2026-11-21T10:00:00.000Z'): DynamoDBRecord => ({
  eventName,
  eventID: requestId,
  dynamodb: {
    NewImage: {
      tenant: { S: 'research' },
      principal: { S: 'key-1' },
      requestId: { S: requestId },
      attempt: { N: '1' },
      at: { S: at },
      costMicroDollars: { N: '60' },
    },
  },
});

function guard() {
  const store = memoryStore();
  const subjects: string[] = [];
  const said: string[] = [];
  const handle = onEvent({
    store,
    budgets: { research: { tenant: budget({ month: 100 }) } },
    publish: async ({ subject }) => {
      subjects.push(subject);
    },
    observe: () => undefined,
    chat: async (text) => {
      said.push(text);
    },
  });
  return { store, subjects, said, handle };
}

const stream = (...Records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records });

test('rows of the stream are booked; what expires is not', async () => {
  const { store, subjects, handle } = guard();
  await handle(stream(record('INSERT', '1'), record('REMOVE', '2')));
  expect([...store.spent.values()].map(({ total }) => total)).toEqual([60]);
  expect(subjects).toEqual(['Budget 2026-11: research 50 %']);
});

test('the same batch again changes nothing', async () => {
  const { store, subjects, handle } = guard();
  await handle(stream(record('INSERT', '1')));
  await handle(stream(record('INSERT', '1')));
  expect([...store.spent.values()].map(({ total }) => total)).toEqual([60]);
  expect(subjects).toHaveLength(1);
});

test('a row that cannot be read does not hold up the others', async () => {
  const { store, handle } = guard();
  await handle(stream(record('INSERT', '1', 'no time'), record('INSERT', '2')));
  expect([...store.spent.values()].map(({ total }) => total)).toEqual([60]);
});

test('what is said on the topic, by AWS Budgets too, is passed on to the chat', async () => {
  const { said, subjects, handle } = guard();
  const event = {
    Records: [{ Sns: { Subject: 'AWS Budgets: acme', Message: 'ACTUAL amount is above' } }],
  } as unknown as SNSEvent;
  await handle(event);
  expect(said).toEqual(['AWS Budgets: acme\nACTUAL amount is above']);
  expect(subjects).toEqual([]);
});
