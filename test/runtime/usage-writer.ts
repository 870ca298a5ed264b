import assert from 'node:assert/strict';
import { UsageWriterEnvironment } from '../../lambda/usage-writer/contract.ts';
import type { Harness } from '../support/harness.ts';
import { startAws } from './aws.ts';
import { startFunction } from './lambda-ric.ts';
import { answerOf, errorOf } from './plain-answer.ts';
import { startRuntimeApi } from './runtime-api.ts';

const ROW = {
  requestId: 'request-1',
  attempt: 1,
  at: '2026-11-21T10:00:00.000Z',
  ...{ tenant: 'research', principal: 'key-1', credential: 'api-key', region: 'us-east-1' },
  ...{ operation: 'chat.completions', model: 'gpt-mini', provider: 'openai', providerModel: 'gpt-5.4-mini' },
  ...{ status: 200, stream: false, partial: false, inputTokens: 9, outputTokens: 3, usageSource: 'provider', latencyMs: 800 },
};

const batch = (...bodies: readonly string[]) => ({ Records: bodies.map((body, i) => ({ messageId: `message-${i + 1}`, body })) });

/** The usage writer's bundle under the runtime client: what reaches the ledger, and what comes again. */
export async function testUsageWriter({ check }: Harness, ric: string): Promise<void> {
  console.log('\nusage writer');
  const aws = await startAws();
  const api = await startRuntimeApi();
  const running = startFunction(ric, api, 'usage-writer', {
    ...aws.variables,
    [UsageWriterEnvironment.LEDGER]: 'dynamodb:usage',
    [UsageWriterEnvironment.RETENTION_DAYS]: '30',
  });
  const write = async (...bodies: readonly string[]) => JSON.parse(await answerOf(await api.invoke(batch(...bodies)))) as unknown;

  await check('a row is put into the ledger under its key, never over a settled one', async () => {
    assert.deepEqual(await write(JSON.stringify(ROW)), { batchItemFailures: [] });
    assert.deepEqual(
      aws.calls.map(({ operation }) => operation),
      ['PutItem'],
    );
    const { TableName, Item, ConditionExpression } = JSON.parse(aws.calls[0]?.body ?? '');
    assert.equal(TableName, 'usage');
    assert.deepEqual(Item.pk, { S: 'research#2026-11-21' });
    assert.deepEqual(Item.sk, { S: '2026-11-21T10:00:00.000Z#request-1#1' });
    assert.deepEqual(Item.expiresAt, { N: String(Date.parse('2026-12-21T10:00:00Z') / 1000) });
    assert.match(ConditionExpression, /attribute_not_exists\(pk\)/);
  });
  await check('a row that is there already is done with', async () => {
    aws.answers.PutItem = { __type: 'ConditionalCheckFailedException', message: 'exists' };
    assert.deepEqual(await write(JSON.stringify(ROW)), { batchItemFailures: [] });
  });
  await check('a row that the ledger refuses comes again, and alone', async () => {
    aws.answers.PutItem = { __type: 'ValidationException', message: 'no such table' };
    assert.deepEqual(await write(JSON.stringify(ROW)), { batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    delete aws.answers.PutItem;
  });
  await check('messages that are no rows come again, the row beside them is written', async () => {
    const before = aws.calls.length;
    const failures = [{ itemIdentifier: 'message-1' }, { itemIdentifier: 'message-3' }];
    assert.deepEqual(await write('{"tenant":', JSON.stringify(ROW), '{}'), { batchItemFailures: failures });
    assert.equal(aws.calls.length, before + 1);
  });
  await check('what is no batch is an error, and the process lives on', async () => {
    await errorOf(await api.invoke({}));
    assert.deepEqual(await write(JSON.stringify(ROW)), { batchItemFailures: [] });
    assert.ok(running.isAlive());
  });
}
