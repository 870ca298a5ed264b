import { undiciUpstream } from '../../../lambda/router/adapters/undici-upstream.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { ask } from './support/ask.ts';
import { expectOpenAiError } from './support/errors.ts';
import { apiEvent } from './support/events.ts';
import { type Answer, answerJson, COMPLETION, chunkEvent, startEvents } from './support/mock-upstream.ts';
import { configOf, testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { serving, TIMEOUTS } from './support/sending.ts';

// The other doors, through the whole router.

const upstream = undiciUpstream(TIMEOUTS);
afterAll(() => upstream.close());

const MESSAGE = { model: 'echo', max_tokens: 99, messages: [{ role: 'user', content: 'Hello there' }] };
const message = (members: object = {}) => apiEvent('POST', '/v1/messages', { ...MESSAGE, ...members });
const response = (members: object = {}) => apiEvent('POST', '/v1/responses', { model: 'echo', input: 'Hello there', ...members });

async function against(answer: Answer, event: unknown) {
  const mock = await serving(answer);
  const ports = testPorts({ upstream, config: configOf({ '*': { kind: 'openai', baseUrl: mock.baseUrl } }), random: () => 0 });
  const sink = new RecordingSink();
  await createRouter(ports)(event, sink);
  return { mock, sink, rows: ports.ledger.rows };
}

test('the echo model answers a message, with its usage on record', async () => {
  const { sink, rows } = await ask(message());
  expect(sink.json).toMatchObject({ type: 'message', content: [{ type: 'text', text: expect.stringContaining('Hello there') }] });
  expect(sink.headers).toMatchObject({
    'x-request-id': 'request-1',
    'request-id': 'request-1',
    'x-model-notice': expect.stringContaining('echo'),
  });
  const { input_tokens: inputTokens, output_tokens: outputTokens } = sink.json.usage;
  expect(rows).toMatchObject([{ operation: 'chat.completions', model: 'echo', inputTokens, outputTokens, stream: false }]);
});

test('the echo model answers with a response, streamed', async () => {
  const { sink, rows } = await ask(response({ stream: true }));
  expect(sink.text).toContain('event: response.completed');
  expect(rows).toMatchObject([{ stream: true, partial: false }]);
});

test('the upstream gets a chat', async () => {
  const { mock, sink } = await against((to) => answerJson(to, 200, COMPLETION), message({ model: 'gpt', system: 'Be brief.' }));
  expect(mock.seen.map(({ url }) => url)).toEqual(['/v1/chat/completions']);
  expect(JSON.parse(mock.seen[0]?.body ?? '')).toEqual({
    ...{ model: 'gpt', max_completion_tokens: 99 },
    messages: [{ role: 'system', content: 'Be brief.' }, ...MESSAGE.messages],
  });
  expect(sink.json).toMatchObject({ model: 'gpt-mini-2026-01-01', content: [{ text: 'Hello.' }], stop_reason: 'end_turn' });
});

const REFUSALS: readonly [string, object, number, string][] = [
  ['a member that cannot be honoured', { mcp_servers: [] }, 400, 'invalid_request_error'],
  ['an unknown model', { model: 'nobody' }, 404, 'not_found_error'],
  ['a member that the model cannot honour', { tools: [{ name: 'x', input_schema: {} }] }, 400, 'invalid_request_error'],
];

test.each(REFUSALS)('%s is refused in the shape of Anthropic', async (_, members, status, type) => {
  const { sink } = await ask(message(members));
  expect([sink.status, sink.headers['request-id']]).toEqual([status, 'request-1']);
  expect(sink.json).toEqual({ type: 'error', error: { type, message: expect.stringMatching(/\S/) }, request_id: 'request-1' });
});

test.each([
  ['previous_response_id', response({ previous_response_id: 'resp_1' }), 400],
  ['model', response({ model: 'nobody' }), 404],
])("%s at fault is refused in OpenAI's shape", async (param, event, status) => {
  const { sink } = await ask(event);
  expect([sink.status, sink.json.error.param]).toEqual([status, param]);
  expectOpenAiError(sink.json);
});

test.each([
  [response({ text: { format: { type: 'json_object' } } }), 'text.format'],
  [message({ output_config: { format: { type: 'json_schema', schema: {} } } }), 'output_config.format'],
])('a model that refuses a member names it as the client does', async (event, name) => {
  const { sink } = await ask(event);
  expect([sink.status, sink.json.error.message]).toEqual([400, expect.stringContaining(`'${name}' asks for more`)]);
});

test.each([
  ['/v1/messages', MESSAGE],
  ['/v1/responses', {}],
])('%s without a caller is refused with 401 in its own shape', async (url, body) => {
  const { sink } = await ask(apiEvent('POST', url, body, { authorizer: undefined }));
  expect(sink.status).toBe(401);
  if (url === '/v1/responses') return expectOpenAiError(sink.json);
  expect(sink.json).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
});

test.each(['', '[]', '{', '"x"'])('the body %j is refused in the shape of Anthropic', async (body) => {
  const { sink } = await ask(apiEvent('POST', '/v1/messages', body));
  expect([sink.status, sink.json.type, sink.json.error.type]).toEqual([400, 'error', 'invalid_request_error']);
});

test('a fault of ours is logged, and told in the shape of the API without its reason', async () => {
  const config = { current: () => Promise.resolve({ version: 1, models: undefined } as never), refresh: async () => undefined };
  const { sink, lines } = await ask(message(), { config });
  expect([sink.status, sink.json.error.type]).toEqual([500, 'api_error']);
  expect(sink.json.error.message).not.toMatch(/undefined/);
  expect(lines.map((line) => line.message)).toContain('request failed');
});

test('patience that an upstream asks for reaches the client', async () => {
  const tooMany: Answer = (to) => answerJson(to, 429, { error: { message: 'Slow down.', type: 'x' } }, { 'retry-after': '77' });
  const { sink } = await against(tooMany, message({ model: 'gpt' }));
  expect([sink.status, sink.headers['retry-after']]).toEqual([429, '77']);
  expect(sink.json.error).toEqual({ type: 'rate_limit_error', message: 'Slow down.' });
});

test.each([
  ['message', message({ model: 'gpt', stream: true }), 'event: error'],
  ['response', response({ model: 'gpt', stream: true }), 'event: response.failed'],
])('a %s whose upstream dies in the middle ends with an error', async (_, event, end) => {
  const dying: Answer = (to) => {
    startEvents(to);
    to.write(`${chunkEvent({ content: 'Hel' })}data: {"choi`, () => setTimeout(() => to.destroy(), 10));
  };
  const { sink, rows } = await against(dying, event);
  expect(sink.status).toBe(200);
  expect(sink.text).toContain('Hel');
  expect(sink.text).toContain(end);
  expect(sink.text).not.toMatch(/message_stop|response\.completed|DONE/);
  expect(rows).toMatchObject([{ partial: true }]);
});

test('a stream reaches the client event by event', async () => {
  const chunks: string[] = [];
  const mock = await serving((to) => {
    startEvents(to);
    to.write(chunkEvent({ content: 'one' }));
    const timer = setInterval(() => {
      if (!chunks.join('').includes('one')) return;
      clearInterval(timer);
      to.end(`${chunkEvent({ content: 'two' })}${chunkEvent({}, 'stop')}data: [DONE]\n\n`);
    }, 2);
  });
  const sink = new RecordingSink();
  sink.onWrite = (written) => {
    chunks.push(written.toString());
    return true;
  };
  const ports = testPorts({ upstream, config: configOf({ '*': { kind: 'openai', baseUrl: mock.baseUrl } }) });
  await createRouter(ports)(message({ model: 'gpt', stream: true }), sink);
  expect(sink.text).toContain('two');
  expect(sink.text).toContain('message_stop');
});

test('a client that reads slowly is waited for', async () => {
  const sink = new RecordingSink();
  let waited = 0;
  sink.onWrite = () => false;
  Object.defineProperty(sink, 'draining', { get: () => Promise.resolve(waited++) });
  await createRouter(testPorts({}))(message({ stream: true }), sink);
  expect(waited).toBeGreaterThan(5);
  expect(sink.text).toContain('message_stop');
});

test('members are called as the client called them: what the core renames, and what only chats have', async () => {
  const { sink } = await ask(response({ messages: [] }));
  expect([sink.status, sink.json.error.param]).toEqual([400, 'messages']);
  const { sink: renamed } = await ask(response({ max_output_tokens: -1 }));
  expect([renamed.status, renamed.json.error.param]).toEqual([400, 'max_output_tokens']);
});
