import type { AnthropicTarget } from '../../../../../lambda/router/contract/targets.ts';
import { anthropicCall } from '../../../../../lambda/router/domain/providers/anthropic-call.ts';
import { refusalOf } from '../../support/errors.ts';
import { question, TOOLS, WEATHER_TALK } from '../../support/question.ts';

const TARGET: AnthropicTarget = { kind: 'anthropic', baseUrl: 'https://a.example' };
const bodyOf = (body: object) => anthropicCall(TARGET, question(body)).body;

test('the smallest request has the limit that Anthropic wants', () => {
  expect(anthropicCall(TARGET, question({}))).toEqual({
    baseUrl: 'https://a.example',
    path: '/v1/messages',
    headers: { 'anthropic-version': '2023-06-01', 'x-api-key': 'key' },
    providerModel: 'm',
    body: { model: 'm', max_tokens: 16_384, messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
  });
});

test('the operator may set another limit, the client any', () => {
  const ofTarget = (body: object) => anthropicCall({ ...TARGET, maxTokens: 8_192 }, question(body)).body.max_tokens;
  expect([ofTarget({}), ofTarget({ max_tokens: 64_000 })]).toEqual([8_192, 64_000]);
});

test('tools that have been used are declared, also when none is offered any more', () => {
  const calls = ['look', 'rest', 'look'].map((name, at) => ({
    id: `${at}`,
    type: 'function',
    function: { name, arguments: '' },
  }));
  const messages = [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: null, tool_calls: calls },
    ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: 'ok' })),
  ];
  expect(bodyOf({ messages })).toMatchObject({
    tools: [
      { name: 'look', input_schema: { type: 'object' } },
      { name: 'rest', input_schema: { type: 'object' } },
    ],
    tool_choice: { type: 'none' },
  });
});

test('a jpeg may call itself jpg', () => {
  const jpg = { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA' } };
  expect(bodyOf({ messages: [{ role: 'user', content: [jpg] }] }).messages).toMatchObject([
    { content: [{ source: { media_type: 'image/jpeg' } }] },
  ]);
});

test('without a credential there is no key header', () => {
  expect(anthropicCall(TARGET, question({}, { credential: undefined })).headers).toEqual({ 'anthropic-version': '2023-06-01' });
});

test("the configured model stands in the client's place, an alias never", () => {
  const asked = question({ model: 'alias' }, { model: 'claude' });
  expect(anthropicCall(TARGET, asked).body.model).toBe('claude');
  expect(anthropicCall({ ...TARGET, model: 'claude-x' }, asked)).toMatchObject({
    providerModel: 'claude-x',
    body: { model: 'claude-x' },
  });
});

test('parameters have the names of Anthropic', () => {
  expect(
    bodyOf({ max_tokens: 5, max_completion_tokens: 6, temperature: 0.5, top_p: 0.9, stop: 'END', stream: true, user: 'u', n: 1 }),
  ).toMatchObject({ max_tokens: 6, temperature: 0.5, top_p: 0.9, stop_sequences: ['END'], stream: true });
});

test('instructions stand apart, tool results and the next words share a turn', () => {
  expect(bodyOf({ messages: WEATHER_TALK })).toMatchObject({
    system: 'Be brief.\n\nUse tools.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is here?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } },
          { type: 'tool_use', id: 'b', name: 'rest', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'a cat' },
          { type: 'tool_result', tool_use_id: 'b', content: 'done' },
          { type: 'text', text: 'So?' },
        ],
      },
    ],
  });
});

test('an image by address is passed on as such', () => {
  const content = [{ type: 'image_url', image_url: { url: 'https://a.example/cat.png' } }];
  expect(bodyOf({ messages: [{ role: 'user', content }] }).messages).toEqual([
    { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'https://a.example/cat.png' } }] },
  ]);
});

const file = (file_data: string, filename?: string) => ({ type: 'file', file: { file_data, filename } });
const said = (...content: readonly object[]) => ({ messages: [{ role: 'user', content }] });

test('documents are passed on, plain text as text', () => {
  const text = Buffer.from('Größe').toString('base64');
  const content = [
    file('data:application/pdf;base64,JVBERi0=', 'Plan 1.pdf'),
    file(`data:text/plain;charset=utf-8;base64,${text}`),
  ];
  expect(bodyOf(said(...content)).messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' }, title: 'Plan 1.pdf' },
        { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Größe' } },
      ],
    },
  ]);
});

test.each([
  ['data:text/html;base64,AAAA', 'as text/html'],
  ['JVBERi0=', 'as other data'],
  ['https://a.example/plan.pdf', 'as other data'],
])('the document %s is refused, and what is taken is said', (data, given) => {
  const { body } = refusalOf(() => bodyOf(said(file(data))));
  expect(body.error).toMatchObject({ param: 'messages[0].content[0].file.file_data', code: 'unsupported_parameter' });
  for (const words of [given, 'data:application/pdf;base64,…', 'data:text/plain;base64,…'])
    expect(body.error.message).toContain(words);
});

test('a refused part says of which type it is', () => {
  const { message } = refusalOf(() => bodyOf(said({ type: 'input_audio', input_audio: { data: 'x' } })));
  expect(message).toContain(`'messages[0].content[0].type' is "input_audio"`);
});

test.each([
  ['minimal', 'low'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['xhigh', 'xhigh'],
  ['max', 'max'],
])('the effort %s is %s', (reasoning_effort, effort) => {
  expect(bodyOf({ reasoning_effort }).output_config).toEqual({ effort });
});

test('effort and a schema share a member, and top_k has its name', () => {
  const schema = { type: 'object', properties: {} };
  const response_format = { type: 'json_schema', json_schema: { name: 'x', schema } };
  expect(bodyOf({ reasoning_effort: 'low', response_format, top_k: 4 })).toMatchObject({
    output_config: { effort: 'low', format: { type: 'json_schema', schema } },
    top_k: 4,
  });
});

test('what clients of chat completions mark to be cached stays marked', () => {
  const cache_control = { type: 'ephemeral', ttl: '1h' };
  const messages = [
    {
      role: 'system',
      content: [
        { type: 'text', text: 'Long.', cache_control },
        { type: 'text', text: 'Short.' },
      ],
    },
    { role: 'user', content: [{ type: 'text', text: 'hi', cache_control }] },
  ];
  expect(bodyOf({ messages, tools: [{ ...TOOLS[0], cache_control }] })).toMatchObject({
    system: [
      { type: 'text', text: 'Long.', cache_control },
      { type: 'text', text: 'Short.' },
    ],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi', cache_control }] }],
    tools: [{ name: 'look', cache_control }],
  });
});

test('tools keep their schema, which is always of an object', () => {
  expect(bodyOf({ tools: TOOLS }).tools).toEqual([
    { name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: { at: { type: 'number' } } } },
    { name: 'rest', input_schema: { type: 'object', properties: {} } },
  ]);
});

test.each([
  ['auto', null, { type: 'auto' }],
  ['none', false, { type: 'none' }],
  ['required', true, { type: 'any' }],
  ['required', false, { type: 'any', disable_parallel_tool_use: true }],
  [{ type: 'function', function: { name: 'look' } }, null, { type: 'tool', name: 'look' }],
])('the tool choice %j, in parallel %s, is %j', (tool_choice, parallel_tool_calls, expected) => {
  expect(bodyOf({ tools: TOOLS, tool_choice, parallel_tool_calls }).tool_choice).toEqual(expected);
});

test('an answer after a schema can be asked for', () => {
  const schema = { type: 'object', properties: {} };
  const format = { type: 'json_schema', json_schema: { name: 'x', schema } };
  expect(bodyOf({ response_format: format }).output_config).toEqual({ format: { type: 'json_schema', schema } });
  expect(bodyOf({ response_format: { type: 'text' } })).not.toHaveProperty('output_config');
});

test.each([
  [{ temperature: 1.5 }, 'temperature'],
  [{ response_format: { type: 'json_object' } }, 'response_format'],
  [{ seed: 1 }, 'seed'],
  [{ logprobs: true }, 'logprobs'],
  [{ frequency_penalty: 1 }, 'frequency_penalty'],
  [{ reasoning_effort: 'none' }, 'reasoning_effort'],
  [{ reasoning_effort: 'constructor' }, 'reasoning_effort'],
  [{ top_k: -1 }, 'top_k'],
  [{ top_k: '4' }, 'top_k'],
  [{ messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }, 'messages[0].content[0].file.file_id'],
  [{ messages: [{ role: 'system', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] }, 'messages[0].content[0].type'],
  [{ something: 'new' }, 'something'],
  [{ tools: [{ type: 'custom', custom: {} }] }, 'tools[0].type'],
  [{ tool_choice: 'required' }, 'tool_choice'],
  [{ tools: TOOLS, tool_choice: { type: 'allowed_tools' } }, 'tool_choice'],
  [{ messages: [{ role: 'function', name: 'f', content: 'x' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'system', content: 'x' }] }, 'messages'],
  [
    { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'x' } }] }] },
    'messages[0].content[0].type',
  ],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'cat.png' } }] }] },
    'messages[0].content[0].image_url.url',
  ],
  [
    { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: '[]' } }] }] },
    'messages[0].tool_calls[0].function.arguments',
  ],
])('%j is refused by name', (body, param) => {
  const { status, body: told } = refusalOf(() => bodyOf(body));
  expect([status, told.error.param]).toEqual([400, param]);
});
