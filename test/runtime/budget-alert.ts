import assert from 'node:assert/strict';
import { packBudgets } from '../../constructs/budget-guard/pack-budgets.ts';
import { BudgetAlertEnvironment } from '../../lambda/budget-alert/contract.ts';
import type { Harness } from '../support/harness.ts';
import { SECRET_KEY, SESSION_TOKEN, startAws } from './aws.ts';
import { startFunction } from './lambda-ric.ts';
import { answerOf, errorOf } from './plain-answer.ts';
import { startRuntimeApi } from './runtime-api.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';
const BUDGETS = { research: { tenant: { month: 100, alertAt: [0.5], whenReached: { block: 1 } } } };

const record = (requestId: string, microDollars: string) => ({
  eventName: 'INSERT',
  eventID: requestId,
  dynamodb: {
    NewImage: {
      ...{ tenant: { S: 'research' }, principal: { S: 'key-1' }, requestId: { S: requestId }, attempt: { N: '1' } },
      ...{ at: { S: '2026-11-21T10:00:00.000Z' }, costMicroDollars: { N: microDollars } },
    },
  },
});

/** The budget function's bundle under the runtime client: what is booked, put in force and said of it. */
export async function testBudgetAlert({ check }: Harness, ric: string): Promise<void> {
  console.log('\nbudget alert');
  const aws = await startAws();
  const api = await startRuntimeApi();
  const running = startFunction(ric, api, 'budget-alert', {
    ...aws.variables,
    [BudgetAlertEnvironment.BUDGETS]: packBudgets(BUDGETS),
    [BudgetAlertEnvironment.STATES]: 'dynamodb:budgets',
    [BudgetAlertEnvironment.TOPIC]: `sns:${TOPIC}`,
  });
  const invoke = (...Records: readonly object[]) => api.invoke({ Records });
  const operations = (since: number) => aws.calls.slice(since).map(({ operation }) => operation);

  await check('a row of the ledger is booked, what follows is put in force, and an alert is published', async () => {
    aws.answers.GetItem = { Item: { total: { N: '100' }, s20: { N: '100' } } };
    await answerOf(await invoke(record('request-1', '100')));
    assert.deepEqual(operations(0), ['TransactWriteItems', 'GetItem', 'PutItem', 'UpdateItem', 'Publish', 'UpdateItem']);
    const [booked, , enforced] = aws.calls.map(({ operation, body }) => (operation === 'Publish' ? {} : JSON.parse(body)));
    assert.deepEqual(booked.TransactItems[0].Put.Item.pk, { S: 'booked/research/request-1#1' });
    assert.deepEqual(enforced.Item.action, { S: 'block' });
  });
  await check('the alert is signed, as SNS wants it', () => {
    const published = aws.calls.find(({ operation }) => operation === 'Publish');
    assert.ok(published);
    const { headers, body } = published;
    assert.equal(new URLSearchParams(body).get('TopicArn'), TOPIC);
    assert.equal(new URLSearchParams(body).get('Subject'), 'Budget 2026-11: research 50 %');
    assert.match(headers.authorization ?? '', /^AWS4-HMAC-SHA256 .*\/us-east-1\/sns\/aws4_request, SignedHeaders=[\w;-]*host/);
    assert.equal(headers['x-amz-security-token'], SESSION_TOKEN);
  });
  await check('the log tells CloudWatch the metrics of the budget', () => {
    assert.match(running.log(), /"llm_budget_share":1,.*"_aws":/);
  });
  await check('a row that cannot be read is told by its id, and the row beside it is booked', async () => {
    const before = aws.calls.length;
    await answerOf(await invoke(record('request-2', 'a lot'), record('request-3', '0'), record('request-4', '1')));
    assert.equal(operations(before)[0], 'TransactWriteItems');
    assert.match(running.log(), /"ledger row not readable","eventID":"request-2"/);
  });
  await check('what cannot be booked is an error, so that it comes again, and nobody is told', async () => {
    const before = aws.calls.length;
    aws.answers.TransactWriteItems = { __type: 'ValidationException', message: 'no such table' };
    assert.match(await errorOf(await invoke(record('request-5', '1'))), /no such table/);
    assert.ok(!operations(before).includes('Publish'));
    delete aws.answers.TransactWriteItems;
  });
  await check('what is no batch is an error, and the process lives on', async () => {
    await errorOf(await api.invoke({}));
    await answerOf(await invoke());
    assert.ok(running.isAlive());
    for (const secret of [SECRET_KEY, SESSION_TOKEN]) assert.ok(!running.log().includes(secret));
  });
}
