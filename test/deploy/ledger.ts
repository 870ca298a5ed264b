import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { callJson } from '../../tools/emulator/emulated-aws.ts';
import type { Harness } from '../support/harness.ts';
import { usageRows } from './evidence.ts';
import { expectJson, type Gateway } from './gateway.ts';
import type { Billed } from './requests.ts';

/** A row of a router that has died, as its message comes out of the queue. */
const ABANDONED = {
  ...{ tenant: 'default', principal: 'key-1', credential: 'api-key', requestId: 'router-died', attempt: 1 },
  ...{ at: '2026-11-01T00:00:00.000Z', region: 'us-east-1', operation: 'chat.completions', model: 'gpt', provider: 'openai' },
  ...{ providerModel: 'gpt', status: 0, stream: true, partial: true, inputTokens: 7, outputTokens: 1024, latencyMs: 0 },
  ...{ usageSource: 'estimated', abandoned: true },
};

interface UsagePage {
  readonly data: readonly { readonly results: readonly { readonly num_attempts: number; readonly input_tokens: number }[] }[];
}

/** The second way into the ledger, and the way out of it for clients. */
export async function testLedger(
  { check }: Harness,
  { region, ask }: Gateway,
  url: string,
  key: string,
  billed: readonly Billed[],
) {
  await check(`${region}: a tenant is told what its requests used, and nothing of others`, async () => {
    const start = Math.floor(Date.now() / 1000) - 86_400;
    const { data } = expectJson<UsagePage>(await ask('GET', `/v1/usage?start_time=${start}`, { key }), 200);
    const attempts = data.flatMap(({ results }) => results).reduce((sum, { num_attempts }) => sum + num_attempts, 0);
    assert.equal(attempts, billed.length);
  });

  const { QueueUrls = [] } = await callJson<{ QueueUrls?: string[] }>(url, 'sqs', region, 'ListQueues', {});
  const queue = QueueUrls.find((each) => /UsageQueue/.test(each) && !/DeadLetters/.test(each)) ?? '';
  const send = (row: object) =>
    callJson(url, 'sqs', region, 'SendMessage', { QueueUrl: queue, MessageBody: JSON.stringify(row) });
  const row = async (requestId: string) => {
    for (const deadline = Date.now() + 40_000; Date.now() < deadline; await sleep(250)) {
      const [found, ...more] = (await usageRows(url, region)).filter((item) => item.requestId?.S === requestId);
      assert.equal(more.length, 0);
      if (found !== undefined) return found;
    }
    throw new Error(`no row for ${requestId} came out of ${queue} in 40 s`);
  };

  await check(`${region}: a row that comes through the queue is in the ledger, once, however often it comes`, async () => {
    await send(ABANDONED);
    assert.equal((await row(ABANDONED.requestId)).outputTokens?.N, '1024');
    await send({ ...ABANDONED, outputTokens: 9 });
    await send({ ...ABANDONED, requestId: 'next' });
    await row('next');
    assert.equal((await row(ABANDONED.requestId)).outputTokens?.N, '1024');
  });
  await check(`${region}: the row of a router that settled after all replaces the one of its death, and stays`, async () => {
    const { abandoned: _, ...settled } = { ...ABANDONED, status: 200, outputTokens: 5, usageSource: 'provider' };
    await send(settled);
    await send({ ...ABANDONED, outputTokens: 9 });
    await send({ ...ABANDONED, requestId: 'last' });
    await row('last');
    const kept = await row(ABANDONED.requestId);
    assert.deepEqual([kept.outputTokens?.N, kept.abandoned], ['5', undefined]);
  });
}
