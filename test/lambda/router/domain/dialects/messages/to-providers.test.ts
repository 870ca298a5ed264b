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
