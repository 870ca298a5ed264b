import type { ReviewCase as SealedCase } from '../../review/contract.ts';
import { DEFAULT_TIMEOUTS } from '../contract/resilience.ts';
import type { Upstream } from '../domain/ports.ts';

const TIMEOUTS = { ...DEFAULT_TIMEOUTS, connectMs: 1_000, firstTokenMs: 2_000, stallMs: 2_000 };

/** Sends a case to the queue of the review function over the router's own connections: the SDK's client would take longer to load. */
export function sqsSender(queueUrl: string, region: string, upstream: Upstream): (sealed: SealedCase) => Promise<void> {
  if (!URL.canParse(queueUrl))
    throw new Error(`environment variable REVIEW_QUEUE has '${queueUrl}' after sqs:, which is no queue URL`);
  const { origin } = new URL(queueUrl);
  return async (sealed) => {
    const response = await upstream.send({
      baseUrl: origin,
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' },
      body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: JSON.stringify(sealed) }),
      sign: { service: 'sqs', region },
      timeouts: TIMEOUTS,
      signal: new AbortController().signal,
    });
    const chunks: Buffer[] = [];
    await response.read((chunk) => {
      chunks.push(chunk);
      return undefined;
    });
    // It quotes names and limits, never the message.
    if (response.status >= 300)
      throw new Error(`SQS answered ${response.status} ${Buffer.concat(chunks).toString().slice(0, 300)}`);
  };
}
