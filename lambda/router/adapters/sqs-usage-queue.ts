import { DEFAULT_TIMEOUTS } from '../contract/resilience.ts';
import type { Upstream } from '../domain/ports.ts';
import type { UsageQueue } from './queued-ledger.ts';

const TIMEOUTS = { ...DEFAULT_TIMEOUTS, connectMs: 1_000, firstTokenMs: 1_500, stallMs: 1_500 };
const ATTEMPTS = 2;

/**
 * Sends rows to SQS over the router's own connections: its client from the SDK takes longer to load than a first token may.
 *
 * @throws Error when the URL is none
 */
export function sqsUsageQueue(queueUrl: string, region: string, upstream: Upstream): UsageQueue {
  if (!URL.canParse(queueUrl)) {
    throw new Error(`environment variable USAGE_QUEUE is 'sqs:${queueUrl}'; after sqs: comes the URL of a queue`);
  }
  const call = {
    baseUrl: new URL(queueUrl).origin,
    path: '/',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
    sign: { service: 'sqs', region },
    timeouts: TIMEOUTS,
  };

  const once = async (body: string): Promise<void> => {
    // A client that leaves does not take its row with it.
    const response = await upstream.send({ ...call, body, signal: new AbortController().signal });
    const chunks: Buffer[] = [];
    await response.read((chunk) => {
      chunks.push(chunk);
      return undefined;
    });
    if (response.status < 300) return;
    const said = Buffer.concat(chunks).toString().slice(0, 300);
    throw new Error(`SQS answered ${response.status} ${said}`);
  };

  return {
    send: async (row, DelaySeconds) => {
      const body = JSON.stringify({ QueueUrl: queueUrl, MessageBody: JSON.stringify(row), DelaySeconds });
      // Twice is as good as once: the ledger knows a row by its key.
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(body);
        } catch (error) {
          if (attempt === ATTEMPTS) throw error;
        }
      }
    },
  };
}
