import Anthropic from '@anthropic-ai/sdk';
import { eventually } from '../../support/eventually.ts';
import { usageRows } from '../../support/usage-rows.ts';
import { CALL, type ScriptedPlatform, startScriptedPlatform, WEATHER } from './support/scripted-platform.ts';

// The official client against the local platform, in front of the echo model and of an OpenAI-compatible upstream.

let platform: ScriptedPlatform;
let anthropic: Anthropic;

const anthropicWith = (credentials: { authToken?: string; apiKey?: string }) =>
  new Anthropic({ apiKey: null, authToken: null, ...credentials, baseURL: new URL(platform.url).origin, maxRetries: 0 });

beforeAll(async () => {
  platform = await startScriptedPlatform();
  anthropic = anthropicWith({ authToken: platform.apiKey });
}, 30_000);
afterAll(() => platform.stop());

const hello = {
  max_tokens: 50,
  messages: [{ role: 'user', content: 'Hello there' }],
} satisfies Partial<Anthropic.MessageCreateParams>;
const tools: Anthropic.Tool[] = [{ name: 'weather', description: 'Weather.', input_schema: WEATHER }];
const content = [
  { type: 'text', text: 'Let me see.' },
  { type: 'tool_use', id: 'call-1', name: 'weather', input: { city: 'Oslo' } },
];

test('a message of the echo model, and its row in the ledger', async () => {
  const { data, response } = await anthropic.messages.create({ model: 'echo', ...hello }).withResponse();
  expect(data.content).toMatchObject([{ type: 'text', text: expect.stringContaining('Hello there') }]);
  expect(data).toMatchObject({ stop_reason: 'end_turn', _request_id: response.headers.get('x-request-id') });
  const row = await eventually(() => usageRows(platform.stateFolder).find(({ requestId }) => data.id === `msg_${requestId}`));
  expect(row).toMatchObject({ inputTokens: data.usage.input_tokens, outputTokens: data.usage.output_tokens });
});

test('a stream of the echo model says the same as its message', async () => {
  const deltas: string[] = [];
  const stream = anthropic.messages.stream({ model: 'echo', ...hello }).on('text', (delta) => deltas.push(delta));
  const final = await stream.finalMessage();
  const whole = await anthropic.messages.create({ model: 'echo', ...hello });
  expect(final.content).toEqual(whole.content);
  expect(final.usage).toMatchObject({ input_tokens: whole.usage.input_tokens, output_tokens: whole.usage.output_tokens });
  expect(deltas.length).toBeGreaterThan(3);
});

test('a limit ends the echo', async () => {
  const message = await anthropic.messages.create({ model: 'echo', ...hello, max_tokens: 3 });
  expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 3 } });
});

test('a tool is called, whole and streamed', async () => {
  const request = { model: 'tools', ...hello, tools, tool_choice: { type: 'any' } as const };
  const whole = await anthropic.messages.create(request);
  expect(platform.asked()).toMatchObject({ tool_choice: 'required', tools: [{ function: { name: 'weather' } }] });
  const streamed = await anthropic.messages.stream(request).finalMessage();
  expect(platform.asked()).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  for (const message of [whole, streamed]) expect(message).toMatchObject({ content, stop_reason: 'tool_use', model: 'gpt-mini' });
  expect(streamed.usage.input_tokens).toBe(whole.usage.input_tokens);
});

test('the result of a tool goes back', async () => {
  const { content: said } = await anthropic.messages.create({ model: 'tools', ...hello, tools });
  const result: Anthropic.ToolResultBlockParam = { type: 'tool_result', tool_use_id: 'call-1', content: '3 degrees' };
  const messages: Anthropic.MessageParam[] = [
    ...hello.messages,
    { role: 'assistant', content: said },
    { role: 'user', content: [result] },
  ];
  await anthropic.messages.create({ model: 'tools', max_tokens: 50, messages, tools });
  expect(platform.asked().messages.slice(1)).toEqual([
    { role: 'assistant', content: 'Let me see.', tool_calls: [CALL] },
    { role: 'tool', tool_call_id: 'call-1', content: '3 degrees' },
  ]);
});

test('a stream that dies raises an error that says so', async () => {
  const error = await anthropic.messages
    .stream({ model: 'dying', ...hello })
    .finalMessage()
    .catch((raised: unknown) => raised);
  expect(error).toBeInstanceOf(Anthropic.APIError);
  expect((error as Error).message).toMatch(/no complete answer/);
});

test('an upstream that is busy', async () => {
  const error = await anthropic.messages.create({ model: 'busy', ...hello }).catch((raised: unknown) => raised);
  expect(error).toBeInstanceOf(Anthropic.RateLimitError);
  expect((error as InstanceType<typeof Anthropic.APIError>).headers?.get('retry-after')).toBe('77');
  expect(error).toMatchObject({ type: 'rate_limit_error', requestID: expect.stringMatching(/\S/) });
});

test('an unknown member, and a member that cannot be honoured', async () => {
  const request = { model: 'echo', ...hello, mcp_servers: [] } as Anthropic.MessageCreateParamsNonStreaming;
  const error = await anthropic.messages.create(request).catch((raised: unknown) => raised);
  expect(error).toBeInstanceOf(Anthropic.BadRequestError);
  expect((error as Error).message).toMatch(/'mcp_servers' must be left out/);
});

test('a key given as apiKey goes the same way: this version sends either as a bearer token', async () => {
  const message = await anthropicWith({ apiKey: platform.apiKey }).messages.create({ model: 'echo', ...hello });
  expect(message.stop_reason).toBe('end_turn');
});

test('x-api-key alone, as older clients send it, is not let in, as in front of the deployed API', async () => {
  const headers = { 'x-api-key': platform.apiKey, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'echo', ...hello });
  const response = await fetch(new URL('/v1/messages', platform.url), { method: 'POST', headers, body });
  expect(response.status).toBe(401);
});
