import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { RouterConfig } from '../../../lambda/router/contract/router-config.ts';
import type { Upstream, UpstreamCall } from '../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../lambda/router/domain/router.ts';
import { apiEvent } from './support/events.ts';
import { testPorts } from './support/ports.ts';
import { RecordingSink } from './support/recording-sink.ts';

// The official clients, the whole router, and a model that thinks before it calls a tool. Like Anthropic's own API the model takes its
// thoughts back only as they were.

const THOUGHTS = [
  { type: 'thinking', thinking: 'Rain or shine?', signature: 'c2lnbmVk' },
  { type: 'redacted_thinking', data: 'c2VhbGVk' },
];
const HIDDEN = { type: 'thinking', thinking: '', signature: 'aGlkZGVu' };
const CALL = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } };
const TURN = [...THOUGHTS, { type: 'text', text: 'Let me see.' }, HIDDEN, CALL];
const USAGE = { input_tokens: 5, output_tokens: 7 };

interface Asked {
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string; readonly content: readonly { readonly type: string }[] }[];
}

/** What the model was sent. */
let asked: (Asked & Readonly<Record<string, unknown>>)[] = [];
beforeEach(() => {
  asked = [];
});

const upstream: Upstream = {
  send: async ({ body }: UpstreamCall) => {
    const request = JSON.parse(body);
    asked.push(request);
    const { messages, stream }: Asked = request;
    const earlier = messages.slice(0, -1).find(({ role }) => role === 'assistant');
    const isChanged =
      earlier !== undefined && JSON.stringify(thoughtsOf(earlier)) !== JSON.stringify(thoughtsOf({ content: TURN }));
    const content = earlier === undefined ? TURN : [{ type: 'text', text: 'Sun.' }];
    const reason = earlier === undefined ? 'tool_use' : 'end_turn';
    const refusal = { type: 'error', error: { type: 'invalid_request_error', message: 'thoughts cannot be modified' } };
    const whole = { type: 'message', role: 'assistant', model: 'claude-x', content, stop_reason: reason, usage: USAGE };
    const told = isChanged ? JSON.stringify(refusal) : stream ? eventsOf(content, reason) : JSON.stringify(whole);
    return {
      status: isChanged ? 400 : 200,
      headers: { 'content-type': stream && !isChanged ? 'text/event-stream' : 'application/json' },
      read: async (consume) => consume(Buffer.from(told)),
    };
  },
};

const thoughtsOf = ({ content }: Pick<Asked['messages'][number], 'content'>) =>
  content.filter(({ type }) => /thinking/.test(type));

const sse = (data: { readonly type: string }) => `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;

function eventsOf(content: readonly object[], reason: string): string {
  const blocks = content.map((block, index) => {
    const start = (content_block: object) => sse({ type: 'content_block_start', ...{ index, content_block } });
    const delta = (type: string, member: object) =>
      sse({ type: 'content_block_delta', ...{ index, delta: { type, ...member } } });
    const { type, text, thinking, signature, input } = block as Record<string, string>;
    const events: Record<string, string> = {
      text: start({ type, text: '' }) + delta('text_delta', { text }),
      thinking:
        start({ type, thinking: '', signature: '' }) +
        (thinking ? delta('thinking_delta', { thinking }) : '') +
        delta('signature_delta', { signature }),
      redacted_thinking: start(block),
      tool_use: start({ ...block, input: {} }) + delta('input_json_delta', { partial_json: JSON.stringify(input) }),
    };
    return events[type ?? ''] + sse({ type: 'content_block_stop', ...{ index } });
  });
  return [
    sse({ type: 'message_start', ...{ message: { model: 'claude-x', content: [], usage: USAGE } } }),
    ...blocks,
    sse({ type: 'message_delta', ...{ delta: { stop_reason: reason }, usage: USAGE } }),
    sse({ type: 'message_stop' }),
  ].join('');
}

const CONFIG: RouterConfig = {
  version: 1,
  models: {
    claude: { kind: 'anthropic', baseUrl: 'https://a.example' },
    gpt: { kind: 'openai', baseUrl: 'https://o.example/v1' },
  },
  routes: { any: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }, { model: 'claude' }] } },
};

/** Sends what a client asks to the router. */
const throughRouter: typeof fetch = async (url, init) => {
  const sink = new RecordingSink();
  const config = { current: async () => CONFIG, refresh: async () => undefined };
  const event = apiEvent('POST', new URL(String(url)).pathname, JSON.parse(String(init?.body)));
  await createRouter(testPorts({ upstream, config }))(event, sink);
  return new Response(sink.text, { status: sink.status ?? 500, headers: sink.headers });
};

const anthropic = new Anthropic({ apiKey: null, authToken: 'x', baseURL: 'http://unused', maxRetries: 0, fetch: throughRouter });
const openai = new OpenAI({ apiKey: 'x', baseURL: 'http://unused/v1', maxRetries: 0, fetch: throughRouter });

const WEATHER = { type: 'object' as const, properties: { city: { type: 'string' } } };
const QUESTION = { role: 'user' as const, content: 'Weather in Oslo?' };
const request = {
  ...{ model: 'claude', max_tokens: 4000, thinking: { type: 'adaptive', display: 'summarized' } },
  output_config: { effort: 'high' },
  tools: [{ name: 'weather', input_schema: WEATHER, strict: true, eager_input_streaming: true }],
  messages: [QUESTION],
} satisfies Anthropic.MessageCreateParamsNonStreaming;

type Ask = (request: Anthropic.MessageCreateParamsNonStreaming) => Promise<Anthropic.Message>;
const WAYS: readonly [string, Ask][] = [
  ['streamed', (of) => anthropic.messages.stream(of).finalMessage()],
  ['whole', (of) => anthropic.messages.create(of)],
];

test.each(WAYS)('a tool loop of two turns, %s: thoughts come and go back as they were', async (_, ask) => {
  const first = await ask(request);
  expect(first).toMatchObject({ content: TURN, stop_reason: 'tool_use' });
  const result: Anthropic.ToolResultBlockParam = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'sun' };
  const messages = [
    QUESTION,
    { role: 'assistant' as const, content: first.content },
    { role: 'user' as const, content: [result] },
  ];
  const second = await ask({ ...request, messages });
  expect(second).toMatchObject({ content: [{ type: 'text', text: 'Sun.' }], stop_reason: 'end_turn' });
  const { tools, thinking, output_config } = request;
  for (const sent of asked) expect(sent).toMatchObject({ tools, thinking, output_config });
  expect(asked[1]?.messages).toMatchObject([{}, { role: 'assistant', content: TURN }, { role: 'user', content: [result] }]);
});

test('thoughts arrive piece by piece, before their signature', async () => {
  const told: string[] = [];
  const stream = anthropic.messages.stream(request);
  stream.on('thinking', (delta) => told.push(delta)).on('signature', (signature) => told.push(signature));
  await stream.done();
  expect(told).toEqual(['Rain or shine?', 'c2lnbmVk', 'aGlkZGVu']);
});

test('a client of chat completions sends thoughts back with the message that it got', async () => {
  const chat = {
    model: 'claude',
    ...{ thinking: { type: 'adaptive' } },
    tools: [{ type: 'function' as const, function: { name: 'weather', parameters: WEATHER, strict: true } }],
  };
  const first = await openai.chat.completions.create({ ...chat, messages: [QUESTION] });
  const message = first.choices[0]?.message;
  if (message === undefined) throw new Error('no answer');
  expect(message).toMatchObject({ reasoning_content: 'Rain or shine?', thinking_blocks: THOUGHTS, content: 'Let me see.' });
  const answered = { role: 'tool' as const, tool_call_id: 'toolu_1', content: 'sun' };
  const second = await openai.chat.completions.create({ ...chat, messages: [QUESTION, message, answered] });
  expect(second.choices[0]?.message.content).toBe('Sun.');
  expect(asked[1]).toMatchObject({ thinking: { type: 'adaptive' }, tools: [{ name: 'weather', strict: true }] });
  expect(asked[1]?.messages[1]?.content).toEqual(TURN);
});

test('a stream of chat completions tells each thought in full once it is signed', async () => {
  const stream = await openai.chat.completions.create({ model: 'claude', stream: true, messages: [QUESTION] });
  const blocks: unknown[] = [];
  for await (const { choices } of stream) {
    const { thinking_blocks: told = [] } = (choices[0]?.delta ?? {}) as { readonly thinking_blocks?: readonly unknown[] };
    blocks.push(...told);
  }
  expect(blocks).toEqual(thoughtsOf({ content: TURN }).map((block, index) => ({ index, ...block })));
});

test('what Claude Code sends beside is taken', async () => {
  const { content } = await anthropic.beta.messages.create({
    ...{ ...request, betas: ['context-management-2025-06-27', 'interleaved-thinking-2025-05-14'] },
    context_management: { edits: [{ type: 'clear_thinking_20251015', keep: 'all' }] },
    thinking: { type: 'enabled', budget_tokens: 1024 },
    output_config: undefined,
    metadata: { user_id: 'user_1' },
  });
  expect(content).toMatchObject(TURN);
  expect(asked[0]).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 1024 } });
  expect(asked[0]).not.toHaveProperty('context_management');
});

test.each([
  ['thinking.type', { thinking: { type: 'enabled' as const, budget_tokens: 1024 } }],
  [
    'messages[1].role',
    { thinking: undefined, system: 'Be brief.', messages: [QUESTION, { role: 'assistant' as const, content: '{' }] },
  ],
])('%s is refused by models that do not know it, in the words of the client; a route goes on', async (param, members) => {
  const error = await anthropic.messages.create({ ...request, model: 'gpt', ...members }).catch((raised: unknown) => raised);
  expect(error).toBeInstanceOf(Anthropic.BadRequestError);
  expect((error as Error).message).toContain(`'${param}' must be`);
  expect(asked).toEqual([]);
  expect(await anthropic.messages.create({ ...request, model: 'any', ...members })).toMatchObject({ model: 'claude-x' });
});
