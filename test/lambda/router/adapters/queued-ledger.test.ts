import { awsUpstream } from '../../../../lambda/router/adapters/aws-upstream.ts';
import { queuedLedger, type UsageQueue } from '../../../../lambda/router/adapters/queued-ledger.ts';
import { sqsUsageQueue } from '../../../../lambda/router/adapters/sqs-usage-queue.ts';
import { undiciUpstream } from '../../../../lambda/router/adapters/undici-upstream.ts';
import type { UsageRow } from '../../../../lambda/router/contract/usage.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';

const ROW = { tenant: 'research', at: '2026-01-02T03:04:05.678Z', requestId: 'request-1', attempt: 1 } as UsageRow;

describe('a ledger with a queue behind it', () => {
  const fails = () => Promise.reject(new Error('the table fails'));
  const recording = () => {
    const sent: [UsageRow, number][] = [];
    const queue: UsageQueue = { send: async (row, delay) => void sent.push([row, delay]) };
    return { sent, queue };
  };

  test('notes an attempt for the time when its router must be dead, and lets the call go out at once', async () => {
    const { sent, queue } = recording();
    const begun = queuedLedger({ record: fails }, queue).begin?.(ROW);
    await begun?.noted;
    expect(begun?.first).toBe(false);
    expect(sent).toEqual([[ROW, 900]]);
  });

  test('sends nothing more when the table takes the row', async () => {
    const { sent, queue } = recording();
    await queuedLedger({ record: async () => undefined }, queue).record(ROW);
    expect(sent).toEqual([]);
  });

  test('sends a row that the table refuses', async () => {
    const { sent, queue } = recording();
    await queuedLedger({ record: fails }, queue).record(ROW);
    expect(sent).toEqual([[ROW, 0]]);
  });

  test('rejects with both reasons when nobody takes the row', async () => {
    const queue = { send: () => Promise.reject(new Error('the queue is gone')) };
    await expect(queuedLedger({ record: fails }, queue).record(ROW)).rejects.toThrow(
      'the table fails; the queue: the queue is gone',
    );
  });
});

describe('a queue in SQS', () => {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await fakeAws();
  });
  afterAll(() => aws.close());
  const queue = () =>
    sqsUsageQueue('https://sqs.eu-west-1.amazonaws.com/1/usage', 'eu-west-1', awsUpstream(undiciUpstream(), process.env));

  test('gets the row as JSON, held back', async () => {
    await queue().send(ROW, 900);
    expect(aws.messages).toEqual([
      { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/usage', MessageBody: JSON.stringify(ROW), DelaySeconds: 900 },
    ]);
  });

  test('is asked twice, then says what SQS said', async () => {
    aws.failing = true;
    const before = aws.calls.length;
    await expect(queue().send(ROW, 0)).rejects.toThrow('SQS answered 500 {"message":"the fake fails"}');
    expect(aws.calls.slice(before)).toEqual(['SendMessage', 'SendMessage']);
  });

  test('needs a URL', () => {
    expect(() => sqsUsageQueue('usage', 'eu-west-1', undiciUpstream())).toThrow(
      "environment variable USAGE_QUEUE is 'sqs:usage'; after sqs: comes the URL of a queue",
    );
  });
});
