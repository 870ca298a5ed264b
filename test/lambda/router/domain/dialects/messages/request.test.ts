import { toChat } from '../../../../../../lambda/router/domain/dialects/messages/request.ts';
import { parseChatRequest } from '../../../../../../lambda/router/domain/openai/chat-request.ts';

const HI = [{ role: 'user', content: 'hi' }];
const request = (members: object = {}) => ({ model: 'm', max_tokens: 9, messages: HI, ...members });
const chatOf = (members: object) => toChat(request(members));

test('the least request', () => {
  expect(chatOf({})).toEqual({ model: 'm', max_completion_tokens: 9, messages: HI });
});

test('every member that a chat has too', () => {
  const chat = chatOf({
    ...{ temperature: 0.5, top_p: 0.9, top_k: 40, stop_sequences: ['END'], stream: true, metadata: { user_id: 'u1' } },
    output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
  });
  expect(chat).toEqual({
    ...{ model: 'm', messages: HI, max_completion_tokens: 9, temperature: 0.5, top_p: 0.9, top_k: 40, stop: ['END'], user: 'u1' },
    ...{ stream: true, stream_options: { include_usage: true }, reasoning_effort: 'low' },
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: { type: 'object' }, strict: true } },
  });
  expect(parseChatRequest(chat)).toMatchObject({ stream: true, includeUsage: true });
});

test('members without an effect here', () => {
  const harmless = {
    ...{ cache_control: null, service_tier: 'standard_only', context_management: { edits: [] } },
    ...{ container: null, stop_sequences: [], stream: false, temperature: null },
  };
  expect(chatOf(harmless)).toEqual(chatOf({}));
});

test.each([
  ['a text', 'Be brief.', 'Be brief.'],
  [
    'blocks',
    [
      { type: 'text', text: 'Be brief.' },
      { type: 'text', text: 'Be kind.' },
    ],
    'Be brief.\n\nBe kind.',
  ],
])('instructions as %s come first', (_, system, content) => {
  expect(chatOf({ system }).messages).toEqual([{ role: 'system', content }, ...HI]);
});

test('a conversation with tools, in the order that a chat wants', () => {
  const messages = [
    { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: 'Let me ' },
        { type: 'text', text: 'see.' },
        { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } },
        { type: 'tool_use', id: 'b', name: 'rest', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Well?' },
        { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'sun' }], is_error: false },
        { type: 'tool_result', tool_use_id: 'b' },
      ],
    },
    { role: 'system', content: 'Hurry.' },
    { role: 'assistant', content: [{ type: 'redacted_thinking', data: 'x' }] },
    { role: 'user', content: 'So?' },
  ];
  const chat = JSON.parse(JSON.stringify(chatOf({ messages })));
  expect(chat.messages).toEqual([
    { role: 'user', content: 'Weather?' },
    {
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } },
        { id: 'b', type: 'function', function: { name: 'rest', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'a', content: 'sun' },
    { role: 'tool', tool_call_id: 'b', content: '' },
    { role: 'user', content: 'Well?' },
    { role: 'system', content: 'Hurry.' },
    { role: 'user', content: 'So?' },
  ]);
  expect(() => parseChatRequest(chat)).not.toThrow();
});

test('images and documents', () => {
  const content = [
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
    { type: 'image', source: { type: 'url', url: 'https://x/y.png' } },
    { type: 'document', title: 'Plan', source: { type: 'text', media_type: 'text/plain', data: 'words' } },
    { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
    { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'inner' }] } },
  ];
  expect(chatOf({ messages: [{ role: 'user', content }] }).messages).toEqual([
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'https://x/y.png' } },
        { type: 'text', text: 'Plan\n\nwords' },
        { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
        { type: 'text', text: 'inner' },
      ],
    },
  ]);
});

const LOOK = { name: 'look', description: 'Looks.', input_schema: { type: 'object' } };

test('tools of the client', () => {
  const tools = [{ ...LOOK, type: 'custom', strict: true }];
  const { description, input_schema: parameters, name } = LOOK;
  expect(chatOf({ tools }).tools).toEqual([{ type: 'function', function: { name, description, parameters, strict: true } }]);
});

test.each([
  [{ type: 'auto' }, { tool_choice: 'auto' }],
  [
    { type: 'any', disable_parallel_tool_use: true },
    { tool_choice: 'required', parallel_tool_calls: false },
  ],
  [{ type: 'none' }, { tool_choice: 'none' }],
  [{ type: 'tool', name: 'look' }, { tool_choice: { type: 'function', function: { name: 'look' } } }],
])('the tool choice %j', (choice, expected) => {
  expect(chatOf({ tools: [LOOK], tool_choice: choice })).toMatchObject(expected);
});
