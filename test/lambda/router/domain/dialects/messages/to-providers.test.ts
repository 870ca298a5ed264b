import type { AnthropicTarget, BedrockTarget } from '../../../../../../lambda/router/contract/targets.ts';
import { toChat } from '../../../../../../lambda/router/domain/dialects/messages/request.ts';
import { anthropicCall } from '../../../../../../lambda/router/domain/providers/anthropic-call.ts';
import { bedrockCall } from '../../../../../../lambda/router/domain/providers/bedrock-call.ts';
import { question } from '../../../support/question.ts';

const ANTHROPIC: AnthropicTarget = { kind: 'anthropic', baseUrl: 'https://a.example' };
const BEDROCK: BedrockTarget = { kind: 'bedrock', modelId: 'amazon.nova-lite-v1:0' };
const HI = [{ role: 'user', content: 'hi' }];
const cache_control = { type: 'ephemeral' };
const hour = { type: 'ephemeral', ttl: '1h' };

const chatOf = (members: object) => toChat({ model: 'm', max_tokens: 9, messages: HI, ...members });
const toAnthropic = (members: object) => anthropicCall(ANTHROPIC, question(chatOf(members))).body;
const withoutMarks = (value: object) =>
  JSON.parse(JSON.stringify(value, (key, member) => (key === 'cache_control' ? undefined : member)));

const MARKED = {
  cache_control,
  system: [
    { type: 'text', text: 'Be brief.' },
    { type: 'text', text: 'Be kind.', cache_control: hour },
    { type: 'text', text: 'Today is Monday.' },
  ],
  tools: [
    { name: 'look', input_schema: { type: 'object' } },
    { name: 'rest', input_schema: { type: 'object' }, cache_control },
  ],
  messages: [
    {
      role: 'user',
      content: [
        {
          type: 'document',
          title: 'Plan',
          source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
          cache_control,
        },
        { type: 'text', text: 'Well?' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'See:', cache_control },
        { type: 'tool_use', id: 'a', name: 'look', input: {}, cache_control },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'sun', cache_control }] },
    { role: 'user', content: [{ type: 'text', text: 'So?', cache_control }] },
  ],
};

test('what is marked to be cached arrives marked at Anthropic', () => {
  expect(toAnthropic(MARKED)).toEqual({
    ...{ model: 'm', max_tokens: 9, cache_control },
    system: [
      { type: 'text', text: 'Be brief.\n\nBe kind.', cache_control: hour },
      { type: 'text', text: 'Today is Monday.' },
    ],
    tools: MARKED.tools,
    tool_choice: { type: 'auto' },
    messages: [
      {
        ...MARKED.messages[0],
        content: [expect.objectContaining({ type: 'document', title: 'Plan', cache_control }), { type: 'text', text: 'Well?' }],
      },
      MARKED.messages[1],
      { role: 'user', content: [...(MARKED.messages[2]?.content ?? []), ...(MARKED.messages[3]?.content ?? [])] },
    ],
  });
});

test('a server that speaks the API of OpenAI sees no marks', () => {
  expect(JSON.stringify(chatOf(MARKED))).not.toContain('cache_control');
  const oneText = { ...MARKED, system: [{ type: 'text', text: 'Be brief.', cache_control }] };
  expect(JSON.stringify(chatOf(oneText))).toBe(JSON.stringify(chatOf(withoutMarks(oneText))));
});

const results = (is_error: boolean) => ({
  messages: [
    ...HI,
    { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a', content: 'no such file', is_error }] },
  ],
});

test('that a tool failed is told to Anthropic and to Bedrock', () => {
  expect(toAnthropic(results(true))).toMatchObject({
    messages: [{}, {}, { content: [{ type: 'tool_result', is_error: true }] }],
  });
  expect(bedrockCall(BEDROCK, question(chatOf(results(true)))).body).toMatchObject({
    messages: [{}, {}, { content: [{ toolResult: { toolUseId: 'a', content: [{ text: 'no such file' }], status: 'error' } }] }],
  });
  for (const body of [toAnthropic(results(false)), bedrockCall(BEDROCK, question(chatOf(results(false)))).body]) {
    expect(JSON.stringify(body)).not.toMatch(/is_error|status/);
  }
});

test('a failure says the same to other servers, in another text for the response cache', () => {
  const [failed, fine] = [results(true), results(false)].map((members) => JSON.stringify(chatOf(members)));
  expect(JSON.parse(failed ?? '')).toEqual(JSON.parse(fine ?? ''));
  expect(failed).not.toBe(fine);
});

test('effort and top_k go on', () => {
  expect(toAnthropic({ output_config: { effort: 'max' }, top_k: 4 })).toMatchObject({
    output_config: { effort: 'max' },
    top_k: 4,
  });
});

test.each([
  { type: 'adaptive', display: 'summarized' },
  { type: 'disabled' },
  { type: 'enabled', budget_tokens: 1024, display: 'omitted' },
])('thinking goes to Claude as it was sent, and nowhere else: %j', (thinking) => {
  expect(toAnthropic({ thinking }).thinking).toEqual(thinking);
  const claude: BedrockTarget = { kind: 'bedrock', modelId: 'anthropic.claude-opus-4-6-v1' };
  const asked = bedrockCall(claude, question(chatOf({ thinking }))).body;
  expect(asked.additionalModelRequestFields).toEqual({ thinking });
  expect(JSON.stringify(chatOf({ thinking }))).not.toContain('thinking');
});

test('what Anthropic knows of a tool goes there', () => {
  const tool = { name: 'look', input_schema: { type: 'object' }, strict: true, eager_input_streaming: true, cache_control };
  expect(toAnthropic({ tools: [tool] }).tools).toEqual([tool]);
  expect(JSON.stringify(chatOf({ tools: [tool] }))).not.toContain('eager');
});

const THOUGHT = { type: 'thinking', thinking: 'hm', signature: 's1' };
const HIDDEN = { type: 'thinking', thinking: '', signature: 's2' };
const REDACTED = { type: 'redacted_thinking', data: 'd' };
const CALL = { type: 'tool_use', id: 'a', name: 'look', input: {} };
const RESULT = { type: 'tool_result', tool_use_id: 'a', content: 'sun' };
const afterTurn = (...content: readonly object[]) => ({
  messages: [...HI, { role: 'assistant', content }, { role: 'user', content: [RESULT] }],
});
const turnIn = (members: object) => (toAnthropic(members).messages as readonly { readonly content: unknown }[])[1]?.content;

test.each([
  ['before a call', [THOUGHT, REDACTED, CALL]],
  ['before text and a call', [HIDDEN, { type: 'text', text: 'See:' }, CALL]],
  ['between text and calls', [THOUGHT, { type: 'text', text: 'See:' }, REDACTED, CALL, HIDDEN, { ...CALL, id: 'b' }]],
])('thoughts %s go back to Anthropic, unchanged and in their places', (_, content) => {
  expect(turnIn(afterTurn(...content))).toEqual(content);
});

test('thoughts that nobody signed, or that nothing comes after, do not go back', () => {
  expect(turnIn(afterTurn({ ...THOUGHT, signature: '' }, CALL))).toEqual([CALL]);
  const { messages } = afterTurn(THOUGHT);
  expect(toAnthropic({ messages }).messages).toMatchObject([
    { role: 'user', content: [{ text: 'hi' }, { type: 'tool_result' }] },
  ]);
});

test('a model that signs nothing gets its thoughts back with its calls, and only then', () => {
  const unsigned = { type: 'thinking', thinking: 'hm', signature: '' };
  const { messages } = chatOf(afterTurn(unsigned, CALL)) as { readonly messages: readonly object[] };
  expect(messages[1]).toMatchObject({ reasoning_content: 'hm', tool_calls: [{ id: 'a' }] });
  expect(JSON.stringify(chatOf(afterTurn(unsigned, { type: 'text', text: 'Hi' })))).not.toContain('hm');
});

test('thoughts go to nobody else', () => {
  const chat = chatOf(afterTurn(THOUGHT, REDACTED, CALL));
  const body = JSON.stringify([chat, bedrockCall(BEDROCK, question(chat)).body]);
  for (const secret of ['hm', 's1', 'thinking']) expect(body).not.toContain(secret);
});

test('images in what a tool answered', () => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } };
  const withImage = (...content: readonly object[]) => ({
    messages: [...HI, { role: 'assistant', content: [CALL] }, { role: 'user', content: [{ ...RESULT, content, cache_control }] }],
  });
  const two = [{ type: 'text', text: 'See:' }, image];
  expect(toAnthropic(withImage(...two))).toMatchObject({ messages: [{}, {}, { content: [{ content: two, cache_control }] }] });
  const marked = withImage({ ...image, cache_control });
  expect(toAnthropic(marked).messages).toEqual([
    ...[expect.anything(), expect.anything()],
    { role: 'user', content: [{ ...RESULT, content: [image], cache_control }] },
  ]);
  expect(chatOf(withImage(image)).messages).toMatchObject([
    ...[{}, {}],
    { role: 'tool', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
  ]);
});

test('an answer that the client has begun goes to Anthropic', () => {
  const messages = [...HI, { role: 'assistant', content: '{' }];
  expect(toAnthropic({ messages }).messages).toMatchObject([{}, { role: 'assistant', content: [{ type: 'text', text: '{' }] }]);
});

test('texts that are blank are left out, as Anthropic refuses them', () => {
  const blank = { type: 'text', text: '\n\n' };
  expect(turnIn(afterTurn(blank, CALL))).toEqual([CALL]);
  expect(toAnthropic({ system: ' ' })).not.toHaveProperty('system');
});
