import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { HandClock } from '../../support/hand-clock.ts';
import { COMPLETION, chunkEvent } from '../../support/mock-upstream.ts';
import { configOf, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ask, BROKEN, ScriptedUpstream, TARGET, UNREACHABLE, WHOLE } from '../../support/scripted-upstream.ts';

test("the client's bytes go to the upstream untouched, with the platform's credential", async () => {
  const text = '{"model": "gpt", "messages": [{"role":"user","content":"hi"}], "seed": 9007199254740993, "custom": {}}';
  const { calls } = await ask(new ScriptedUpstream(WHOLE), apiEvent('POST', '/v1/chat/completions', text), {
    apiKey: { secret: 'openai/api-key' },
  });
  expect(calls).toMatchObject([
    {
      baseUrl: 'http://upstream/v1',
      path: '/chat/completions',
      body: text,
      headers: { 'content-type': 'application/json', authorization: 'Bearer value-of-openai/api-key' },
    },
  ]);
});

test('a model that the upstream calls otherwise is renamed, and nothing else changes', async () => {
  const { calls, rows } = await ask(new ScriptedUpstream(WHOLE), chatEvent({ model: 'gpt', custom: [1] }), { model: 'gpt-x' });
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ model: 'gpt-x', custom: [1], messages: [{ role: 'user', content: 'hi' }] });
  expect(rows[0]).toMatchObject({ model: 'gpt', providerModel: 'gpt-mini-2026-01-01' });
});

test('an upstream without a key gets no authorization header', async () => {
  const { calls } = await ask(new ScriptedUpstream(WHOLE));
  expect(calls[0]?.headers).not.toHaveProperty('authorization');
});

test('a whole answer goes on as it is; its usage is recorded', async () => {
  const { sink, rows } = await ask(
    new ScriptedUpstream({ ...WHOLE, headers: { 'content-type': 'application/json', 'set-cookie': 'a=b' } }),
  );
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(sink.headers).toEqual({ 'x-request-id': 'request-1', 'content-type': 'application/json' });
  expect(rows).toMatchObject([{ inputTokens: 12, outputTokens: 9, usageSource: 'provider', partial: false, status: 200 }]);
});

test('an answer without usage is estimated', async () => {
  const { rows } = await ask(new ScriptedUpstream({ body: ['{"choices":[]}'] }));
  expect(rows).toMatchObject([{ inputTokens: 1, outputTokens: 0, usageSource: 'estimated' }]);
});

test('the estimate of a prompt has its tools and calls, too', async () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'abcd', arguments: 'x'.repeat(400) } };
  const messages = [
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: 'four' },
  ];
  const event = chatEvent({ model: 'gpt', messages, tools: [{ type: 'function', function: { name: 'x'.repeat(355) } }] });
  const { rows } = await ask(new ScriptedUpstream({ body: ['{"choices":[]}'] }), event);
  expect(rows).toMatchObject([{ inputTokens: 202, usageSource: 'estimated' }]);
});

const written = (message: object, more: object = {}) =>
  JSON.stringify({ id: 'x'.repeat(400), choices: [{ index: 0, message: { role: 'assistant', ...message }, ...more }] });
const CALL = { id: 'call_1', type: 'function', function: { name: 'abcd', arguments: '{"a":"b\\"c"}...' } };

test.each([
  ['words', written({ content: 'x'.repeat(400) }), 100],
  [
    'words and not what surrounds them',
    written({ content: 'four' }, { logprobs: { content: [{ token: 'x'.repeat(4_000) }] } }),
    1,
  ],
  ['reasoning', written({ content: 'four', reasoning_content: 'x'.repeat(400) }), 101],
  ['calls', written({ content: null, tool_calls: [CALL, CALL] }), 10],
])('of an answer without usage %s count', async (_, body, outputTokens) => {
  const { sink, rows } = await ask(new ScriptedUpstream({ body: [body] }));
  expect(sink.text).toBe(body);
  expect(rows).toMatchObject([{ outputTokens, usageSource: 'estimated' }]);
});

test('vectors without usage are no output', async () => {
  const body = JSON.stringify({ object: 'list', data: [{ index: 0, embedding: new Array(1_000).fill(0.125) }] });
  const event = apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: ['four', 'four'] });
  const { rows } = await ask(new ScriptedUpstream({ body: [body] }), event);
  expect(rows).toMatchObject([{ inputTokens: 2, outputTokens: 0, usageSource: 'estimated' }]);
});

test.each([
  ['HTML', { headers: { 'content-type': 'text/html' }, body: ['<html>hello</html>'] }],
  ['JSON of another shape', { body: ['{"foo": 1}'] }],
  ['half a JSON', { body: ['{"id": "x", "choi'] }],
  ['half a chat completion', { body: ['{"id": "x", "choices": [{"index": 0, "message": {}}'] }],
  ['an empty body', { body: [] }],
  ['a 204', { status: 204, headers: {}, body: [] }],
  ['a list of embeddings', { body: ['{"data": []}'] }],
  ['a stream', { headers: { 'content-type': 'text/event-stream' }, body: ['data: {"choices":[]}\n\ndata: [DONE]\n\n'] }],
])('%s with a status of success is no answer to a chat: it is tried again', async (_, step) => {
  const { sink, rows, lines } = await ask(new ScriptedUpstream(step, WHOLE));
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(rows).toMatchObject([
    { attempt: 1, status: 502, partial: true, outputTokens: 0 },
    { attempt: 2, status: 200 },
  ]);
  expect(lines.at(-1)?.fields.failure).toMatch(/^broken: (answered with something that is no chat completion|a stream came)/);
});

test('when nothing but garbage comes the client is told so', async () => {
  const garbage = { body: ['<html>'] };
  const { sink, rows } = await ask(new ScriptedUpstream(garbage, garbage, garbage));
  expect([sink.status, sink.json.error.code]).toEqual([502, 'upstream_interrupted']);
  expect(rows.map(({ status }) => status)).toEqual([502, 502, 502]);
});

test.each([
  ['with a status in it', { error: { message: 'crashed', code: 500 } }, 500],
  ['without one', { error: { message: 'crashed' } }, 502],
  ['beside no choices', { choices: [], error: { message: 'crashed' } }, 502],
])("an error with status 200, %s, is the upstream's error", async (_, error, status) => {
  const step = { body: [JSON.stringify(error)] };
  const { sink, rows } = await ask(new ScriptedUpstream(step, step, step));
  expect([sink.status, sink.json.error.message]).toEqual([status, 'crashed']);
  expect(rows[0]).toMatchObject({ status, inputTokens: 0, partial: false });
});

test.each([false, true])(
  'an answer that is compressed, though nobody asked for it, is broken; as a stream: %p',
  async (stream) => {
    const type = stream ? 'text/event-stream' : 'application/json';
    const coded = { headers: { 'content-type': type, 'content-encoding': 'gzip' }, body: ['\u001f\n\n'] };
    const { sink, calls, lines } = await ask(new ScriptedUpstream(coded, coded, coded), chatEvent({ model: 'gpt', stream }));
    expect(calls[0]?.headers).toMatchObject({ 'accept-encoding': 'identity' });
    expect([sink.status, sink.json.error.code]).toEqual([502, 'upstream_interrupted']);
    expect(lines.at(-1)?.fields.failure).toBe('broken: answered in the coding gzip, which nobody asked for');
  },
);

test.each([false, true])('garbage makes place for the next candidate; as a stream: %p', async (stream) => {
  const garbage = { headers: { 'content-type': stream ? 'text/event-stream' : 'text/html' }, body: ['data: <html>\n\n'] };
  const speaks = { headers: { 'content-type': 'text/event-stream' }, body: [chunkEvent({}, 'stop'), 'data: [DONE]\n\n'] };
  const upstream = new ScriptedUpstream(garbage, garbage, stream ? speaks : WHOLE);
  const routes = {
    chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }, { model: 'other' }] },
  } as const;
  const models = { gpt: TARGET, other: { ...TARGET, baseUrl: 'http://other/v1' } };
  const config = { current: async () => ({ version: 1, models, routes }) as const, refresh: async () => undefined };
  const ports = testPorts({ upstream, config });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent({ model: 'chat', stream }), sink);
  expect(sink.status).toBe(200);
  expect(upstream.calls.map(({ baseUrl }) => baseUrl)).toEqual(['http://upstream/v1', 'http://upstream/v1', 'http://other/v1']);
  expect(ports.ledger.rows.map(({ status }) => status)).toEqual([502, 502, 200]);
});

test('embeddings without a list are no answer', async () => {
  const upstream = new ScriptedUpstream({ body: ['{"choices":[]}'] }, { body: ['{"object":"list","data":[]}'] });
  const { sink, rows, lines } = await ask(upstream, apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: 'a' }));
  expect([sink.status, rows.length]).toEqual([200, 2]);
  expect(lines.at(-1)?.fields.failure).toBe('broken: answered with something that is no list of embeddings');
});

test('an embeddings answer is recorded as such', async () => {
  const body = JSON.stringify({ object: 'list', data: [], model: 'embed-x', usage: { prompt_tokens: 5, total_tokens: 5 } });
  const { calls, rows } = await ask(
    new ScriptedUpstream({ body: [body] }),
    apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: [[1, 2]] }),
  );
  expect(calls[0]?.path).toBe('/embeddings');
  expect(rows).toMatchObject([{ operation: 'embeddings', inputTokens: 5, outputTokens: 0, providerModel: 'embed-x' }]);
});

test.each([
  ['a 503', { status: 503 } as const],
  ['a refused connection', UNREACHABLE],
  ['a body that breaks', { body: ['{"choi'], fails: BROKEN }],
])('after %s it is tried again, and both attempts are recorded', async (_, step) => {
  const { sink, clock, rows } = await ask(new ScriptedUpstream(step, WHOLE));
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(clock.sleeps).toEqual([250]);
  expect(rows.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, step instanceof UpstreamFailure || 'fails' in step ? 502 : 503],
    [2, 200],
  ]);
});

test("the upstream's retry-after is waited for", async () => {
  const { sink, clock } = await ask(new ScriptedUpstream({ status: 429, headers: { 'retry-after': '2' } }, WHOLE));
  expect([sink.status, clock.sleeps]).toEqual([200, [2_250]]);
});

test('after three attempts the last error goes to the client', async () => {
  const { sink, rows } = await ask(
    new ScriptedUpstream(UNREACHABLE, { status: 500 }, { status: 429, headers: { 'retry-after': '1' } }),
  );
  expect([sink.status, sink.headers['retry-after'], rows.length]).toEqual([429, '1', 3]);
});

test('a 400 is not tried again; it costs nothing', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream({ status: 400, body: ['{"error":{"message":"no"}}'] }));
  expect([sink.status, sink.json.error.message]).toEqual([400, 'no']);
  expect(rows).toMatchObject([{ status: 400, inputTokens: 0, outputTokens: 0, partial: false }]);
});

test('a rejected credential is a 502 to the client and a 401 in the ledger', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream({ status: 401 }));
  expect([sink.status, rows[0]?.status]).toEqual([502, 401]);
});

test('an upstream too slow to answer may still bill the prompt', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream(new UpstreamFailure('slow', 'silent')));
  expect(sink.status).toBe(504);
  expect(rows).toMatchObject([{ inputTokens: 1, outputTokens: 0, partial: true, usageSource: 'estimated' }]);
});

test('why an attempt failed is in the log line', async () => {
  const { lines } = await ask(new ScriptedUpstream(UNREACHABLE, WHOLE));
  expect(lines.at(-1)?.fields).toMatchObject({ attempts: 2, status: 200, failure: 'unreachable: ECONNREFUSED' });
});

test('a secret that cannot be read is a 503, its name in the log only', async () => {
  const ports = testPorts({
    config: configOf({ gpt: { ...TARGET, apiKey: { secret: 'openai/api-key' } } }),
    secrets: { read: () => Promise.reject(new Error("secret 'openai/api-key' is not there")) },
  });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent({ model: 'gpt' }), sink);
  expect([sink.status, sink.json.error.code]).toEqual([503, 'credential_unavailable']);
  expect(sink.text).not.toContain('openai/api-key');
  expect(ports.lines[0]?.fields).toMatchObject({ error: "secret 'openai/api-key' is not there" });
});

test.each([
  ['who leaves', undefined, 499, 'client_closed_request'],
  [
    'who is asked to come back, as the server stops,',
    new UpstreamFailure('stopped', 'the platform stopped'),
    503,
    'server_stopping',
  ],
])('%s in the pause before a retry is told why, and not what the upstream said', async (_, reason, status, code) => {
  const clock = new HandClock();
  const sink = new RecordingSink();
  const upstream = new ScriptedUpstream({ status: 503 }, WHOLE);
  const ports = testPorts({ upstream, clock, config: configOf({ gpt: TARGET }) });
  const answering = createRouter(ports)(chatEvent({ model: 'gpt' }), sink);
  await clock.pass(0);
  expect(clock.sleeping).toBe(1);
  sink.leave(reason);
  await answering;
  expect([sink.status, sink.json.error.code, upstream.calls.length]).toEqual([status, code, 1]);
});
