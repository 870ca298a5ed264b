import assert from 'node:assert/strict';
import type { Harness } from '../support/harness.ts';
import { routerEvent } from './events.ts';
import { startFunction } from './lambda-ric.ts';
import { chat, PROMPT, type RouterSetup, UPSTREAM_KEY } from './router-setup.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import { readStreamed, type StreamedAnswer } from './streamed-answer.ts';
import { chatChunk, DONE } from './upstream.ts';

const CHAT = '/v1/chat/completions';

/** The router's bundle under the runtime client, with Lambda's streaming. */
export async function testStreaming({ check }: Harness, ric: string, setup: RouterSetup): Promise<void> {
  console.log('\nrouter, streaming');
  const api = await startRuntimeApi();
  const running = startFunction(ric, api, 'router', setup.variables);
  const ask = async (...event: Parameters<typeof routerEvent>) => readStreamed(await api.invoke(routerEvent(...event)));

  await check('health and models are answered', async () => {
    assert.equal((await ask('GET', '/healthz')).prelude.statusCode, 200);
    assert.match((await ask('GET', '/v1/models')).body, /"hashing-embedder"/);
  });
  await check('a unary chat is answered, and one row is in the ledger', async () => {
    const { prelude, body } = await ask('POST', CHAT, chat('echo', false), 'unary');
    assert.equal(prelude.statusCode, 200);
    assert.match(prelude.headers['content-type'] ?? '', /^application\/json/);
    assert.ok(body.includes(PROMPT), body);
    await api.idle();
    assert.equal(setup.rows('unary').length, 1);
  });
  await check('an upstream answers with its own credential, which the client does not see', async () => {
    const answer = ask('POST', CHAT, chat('upstream', false), 'upstream-unary');
    const request = await setup.upstream.requestFor(answer);
    assert.equal(request.headers.authorization, `Bearer ${UPSTREAM_KEY}`);
    request.response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        object: 'chat.completion',
        model: 'upstream-1',
        choices: [{ index: 0, message: { role: 'assistant', content: 'four' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 },
      }),
    );
    const { prelude, body } = await answer;
    assert.equal(prelude.statusCode, 200);
    assert.ok(!(JSON.stringify(prelude) + body).includes(UPSTREAM_KEY));
    await api.idle();
    const [row] = setup.rows('upstream-unary');
    assert.ok(Object.values(row ?? {}).includes(5) && Object.values(row ?? {}).includes(7), JSON.stringify(row));
  });
  await check('the first chunk of a stream arrives before the upstream writes its last', async () => {
    const { body, prelude } = await firstBeforeLast(api, setup);
    assert.equal(prelude.statusCode, 200);
    assert.match(prelude.headers['content-type'] ?? '', /^text\/event-stream/);
    assert.equal(body, chatChunk('first') + chatChunk('last', true) + DONE);
  });
  await check('an upstream error before the first byte becomes the status of the answer', async () => {
    const answer = ask('POST', CHAT, chat('upstream', true), 'refused');
    const { response } = await setup.upstream.requestFor(answer);
    const refusal = { error: { message: 'too many tokens', type: 'invalid_request_error', code: 'context_length_exceeded' } };
    response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(refusal));
    const { prelude, body } = await answer;
    assert.equal(prelude.statusCode, 400);
    assert.equal((JSON.parse(body) as typeof refusal).error.code, 'context_length_exceeded');
  });
  await check('an upstream that breaks after the first byte ends the stream with an error event and no [DONE]', async () => {
    const { body, prelude } = await brokenStream(api, setup);
    assert.equal(prelude.statusCode, 200);
    assert.ok(body.startsWith(chatChunk('first')), body);
    assert.match(body, /\ndata: \{"error":\{[^\n]+\}\}\n\n$/);
    assert.ok(!body.includes('[DONE]'));
    await api.idle();
    assert.equal(setup.rows('broken').length, 1);
  });
  await check('what is no API Gateway event is a 400 in the shape of an OpenAI error, and the process lives on', async () => {
    for (const event of [{}, null, [], 'text', { httpMethod: 'POST', path: CHAT, body: { model: 'echo' } }]) {
      const { prelude, body } = await readStreamed(await api.invoke(event));
      assert.equal(prelude.statusCode, 400, JSON.stringify(event));
      assert.equal((JSON.parse(body) as { error: { type: string } }).error.type, 'invalid_request_error');
    }
    assert.ok(running.isAlive());
  });
  await check('malformed JSON is a 400, an unknown model a 404', async () => {
    assert.equal((await ask('POST', CHAT, '{"model":')).prelude.statusCode, 400);
    assert.equal((await ask('POST', CHAT, chat('no-such-model', false))).prelude.statusCode, 404);
  });
  await check('the log holds neither prompt nor credential', () => {
    assert.match(running.log(), /unary/);
    for (const secret of [PROMPT, UPSTREAM_KEY]) assert.ok(!running.log().includes(secret), `the log holds '${secret}'`);
  });
}

/** The upstream holds its last chunk back until the first has arrived at the Runtime API: a router that buffers would wait for ever. */
async function firstBeforeLast(api: RuntimeApi, { upstream }: RouterSetup): Promise<StreamedAnswer> {
  const posted = api.invoke(routerEvent('POST', CHAT, chat('upstream', true), 'streamed'));
  const { response } = await upstream.requestFor(posted);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatChunk('first'));
  return readStreamed(await posted, (text) => {
    if (text === chatChunk('first')) response.end(chatChunk('last', true) + DONE);
  });
}

async function brokenStream(api: RuntimeApi, { upstream }: RouterSetup): Promise<StreamedAnswer> {
  const posted = api.invoke(routerEvent('POST', CHAT, chat('upstream', true), 'broken'));
  const { response } = await upstream.requestFor(posted);
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chatChunk('first'));
  return readStreamed(await posted, (text) => {
    if (text === chatChunk('first')) response.destroy();
  });
}
