import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { routerEvent } from './events.ts';
import { startFunction } from './lambda-ric.ts';
import { chat, type RouterSetup } from './router-setup.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import { readStreamed } from './streamed-answer.ts';
import { chatChunk } from './upstream.ts';

/**
 * A client that leaves in the middle of a stream, as far as a Runtime API can show it: the connection of the answer breaks. AWS does not
 * do that when a client leaves (the function runs on, and is paid for); it may happen when a machine of theirs fails.
 */
export async function testClientGone({ check }: Harness, ric: string, setup: RouterSetup): Promise<void> {
  console.log('\nrouter, client gone');
  const api = await startRuntimeApi();
  // The runtime client leaves a rejected promise unhandled; it must outlive that to show what the router does.
  const running = startFunction(ric, api, 'router', { ...setup.variables, NODE_OPTIONS: '--unhandled-rejections=warn' });
  await check('the upstream call is cancelled when the connection of the answer breaks', () => breakOff(api, setup, 'gone'));
  await check('the spend so far is recorded as partial, and the next request is served', async () => {
    await api.idle();
    const [row] = setup.rows('gone');
    assert.match(String(row?.row), /"partial":true/);
    const { prelude } = await readStreamed(await api.invoke(routerEvent('GET', '/healthz')));
    assert.equal(prelude.statusCode, 200);
    assert.ok(running.isAlive());
  });

  const bareApi = await startRuntimeApi();
  const bare = startFunction(ric, bareApi, 'router', setup.variables);
  await check('the upstream call ends in the process that Lambda would start, too', () => breakOff(bareApi, setup, 'gone-bare'));
  await Promise.race([bare.ended, bareApi.idle()]);
  const fate = bare.isAlive() ? 'lives on' : 'ends its own process';
  console.log(`  note: there the runtime client ${fate}; usage rows written: ${setup.rows('gone-bare').length}`);
}

async function breakOff(api: RuntimeApi, { upstream }: RouterSetup, requestId: string): Promise<void> {
  const invoked = api.invoke(routerEvent('POST', '/v1/chat/completions', chat('upstream', true), requestId));
  const request = await upstream.requestFor(invoked);
  request.response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatChunk('first'));
  const posted = await invoked;
  await assert.rejects(readStreamed(posted, posted.hangUp));
  await request.closed;
  assert.ok(!request.response.writableFinished);
}
