import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson, callQuery } from '../../tools/emulator/emulated-aws.ts';
import type { Harness } from '../support/harness.ts';
import { expectError, type Gateway, type GatewayAnswer } from './gateway.ts';

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean } | undefined>>;

/** Stream, function, table, and the router's next look at it. */
const PATIENCE_MS = 50_000;

/** Money spent goes over the ledger's stream to the function, whose word reaches the router; the alert is published once. */
export async function testBudgets({ check }: Harness, gateway: Gateway, url: string, key: string): Promise<void> {
  const { region } = gateway;
  const ask = (words: number) => {
    const messages = [{ role: 'user', content: 'much '.repeat(words) }];
    return gateway.ask('POST', '/v1/chat/completions', { key, body: JSON.stringify({ model: 'dear', messages }) });
  };
  const publishedTo = await subscriber(url, region);

  await check(`${region}: traffic beyond a share of its budget gets the cheaper model`, async () => {
    // More than the share from which on the cheaper model answers, and far less than the one at which nobody does.
    const answer = await askUntil(
      () => ask(100),
      ({ text }) => text.includes('"model":"cheap"'),
    );
    assert.equal(answer.status, 200, answer.text);
  });

  await check(`${region}: traffic beyond a larger share is blocked, with the time at which there is new money`, async () => {
    const answer = await askUntil(
      () => ask(10_000),
      ({ status }) => status !== 200,
    );
    expectError(answer, 429);
    assert.match(answer.text, /"budget_exhausted"/);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
  });

  await check(`${region}: the alert is published once and noted as sent`, async () => {
    const { TableNames } = await callJson<{ TableNames: string[] }>(url, 'dynamodb', region, 'ListTables', {});
    const scans = await Promise.all(
      TableNames.map((TableName) => callJson<{ Items: Item[] }>(url, 'dynamodb', region, 'Scan', { TableName })),
    );
    const alerts = scans.flatMap(({ Items }) => Items).filter(({ sk }) => sk?.S?.startsWith('alert#'));
    assert.deepEqual(
      alerts.map(({ pk, sent }) => [pk?.S, sent?.BOOL]),
      [['frugal', true]],
    );
    const published = await publishedTo();
    assert.equal(published.length, 1, JSON.stringify(published));
    assert.match(published[0] ?? '', /frugal/);
  });
}

async function askUntil(ask: () => Promise<GatewayAnswer>, enough: (answer: GatewayAnswer) => boolean): Promise<GatewayAnswer> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(1_000)) {
    const answer = await ask();
    if (enough(answer)) return answer;
    assert.equal(answer.status, 200, answer.text);
    assert.ok(Date.now() < deadline, `still answered as before after ${PATIENCE_MS / 1000} s: ${answer.text.slice(0, 200)}`);
  }
}

/** Listens to the topic of alerts. @returns what has come since */
async function subscriber(url: string, region: string): Promise<() => Promise<readonly string[]>> {
  const topics = await callQuery(url, 'sns', region, { Action: 'ListTopics' });
  const topic = /<TopicArn>([^<]*Budgets[^<]*)</.exec(topics)?.[1];
  assert.ok(topic !== undefined, `no topic of alerts among ${topics}`);
  const QueueName = 'who-hears-alerts';
  const Endpoint = topic.replace(':sns:', ':sqs:').replace(/[^:]*$/, QueueName);
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: Endpoint,
  };
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) };
  const queue = await callJson<{ QueueUrl: string }>(url, 'sqs', region, 'CreateQueue', { QueueName, Attributes });
  await callQuery(url, 'sns', region, { Action: 'Subscribe', TopicArn: topic, Protocol: 'sqs', Endpoint });
  return async () => {
    const receive = { ...queue, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await callJson<{ Messages?: { Body: string }[] }>(url, 'sqs', region, 'ReceiveMessage', receive);
    return Messages.map(({ Body }) => Body);
  };
}
