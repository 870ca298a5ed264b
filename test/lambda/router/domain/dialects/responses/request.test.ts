import { toChat } from '../../../../../../lambda/router/domain/dialects/responses/request.ts';
import { parseChatRequest } from '../../../../../../lambda/router/domain/openai/chat-request.ts';
import { refusalOf } from '../../../support/errors.ts';

const chatOf = (members: object) => toChat({ model: 'm', input: 'hi', ...members });
const messagesOf = (input: unknown, members: object = {}) => chatOf({ input, ...members }).messages;

test('the least request', () => {
  expect(chatOf({})).toEqual({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
});

test('every member that a chat has too', () => {
  const same = {
    ...{ temperature: 0.5, top_p: 0.9, user: 'u1', safety_identifier: 's', prompt_cache_key: 'k', service_tier: 'flex' },
    prompt_cache_retention: '24h',
  };
  const chat = chatOf({
    ...same,
    ...{ instructions: 'Be brief.', max_output_tokens: 9, stream: true, reasoning: { effort: 'low', summary: 'auto' } },
    text: { format: { type: 'json_schema', name: 'city', schema: { type: 'object' }, strict: true }, verbosity: 'low' },
  });
  expect(chat).toEqual({
    ...same,
    model: 'm',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hi' },
    ],
    ...{
      max_completion_tokens: 9,
      stream: true,
      stream_options: { include_usage: true },
      reasoning_effort: 'low',
      verbosity: 'low',
    },
    response_format: { type: 'json_schema', json_schema: { name: 'city', schema: { type: 'object' }, strict: true } },
  });
  expect(parseChatRequest(chat)).toMatchObject({ stream: true, includeUsage: true });
});

test('members without an effect here', () => {
  const harmless = {
    ...{ store: true, background: false, truncation: 'auto', top_logprobs: 0, metadata: { a: 'b' }, max_tool_calls: 3 },
    ...{ include: ['reasoning.encrypted_content'], stream_options: { include_obfuscation: false }, previous_response_id: null },
    ...{ parallel_tool_calls: true, tool_choice: 'auto', tools: [], text: { format: { type: 'text' } } },
  };
  expect(chatOf(harmless)).toEqual(chatOf({}));
});

test('a conversation with tools', () => {
  const input = [
    { role: 'developer', content: 'Use tools.' },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Weather?' }] },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
    { type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Let me see.' }] },
    { type: 'function_call', id: 'fc', call_id: 'a', name: 'look', arguments: '{"at":1}', status: 'completed' },
    { type: 'function_call', call_id: 'b', name: 'rest', arguments: '{}' },
    { type: 'function_call_output', call_id: 'a', output: 'sun' },
    { type: 'function_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'done' }] },
    { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: 'rain' },
  ];
  const called = (id: string, name: string, json: string) => ({ id, type: 'function', function: { name, arguments: json } });
  const chat = chatOf({ input });
  expect(chat.messages).toEqual([
    { role: 'developer', content: 'Use tools.' },
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: 'Let me see.', tool_calls: [called('a', 'look', '{"at":1}'), called('b', 'rest', '{}')] },
    { role: 'tool', tool_call_id: 'a', content: 'sun' },
    { role: 'tool', tool_call_id: 'b', content: 'done' },
    { role: 'assistant', content: null, tool_calls: [called('c', 'look', '{}')] },
    { role: 'tool', tool_call_id: 'c', content: 'rain' },
  ]);
  expect(() => parseChatRequest(chat)).not.toThrow();
});

const thought = (text: string) => ({ type: 'reasoning', id: 'rs', summary: [], content: [{ type: 'reasoning_text', text }] });
const asked = (id: string) => ({ type: 'function_call', call_id: id, name: 'look', arguments: '{}' });
const told = (id: string) => ({ type: 'function_call_output', call_id: id, output: 'sun' });
const thoughtsIn = (input: readonly unknown[]) =>
  (messagesOf(input) as { role: string; reasoning_content?: string }[]).map(({ role, reasoning_content }) => [
    role,
    reasoning_content,
  ]);

test('where tools are called, what was thought goes back with what came of it', () => {
  const user = { role: 'user', content: 'Weather?' };
  const input = [
    ...[user, thought('first'), asked('a'), told('a')],
    ...[thought('one'), thought('two'), { role: 'assistant', content: 'Let me see.' }, asked('b'), thought('more'), asked('c')],
    ...[told('b'), told('c'), thought('nobody says it'), user, { role: 'assistant', content: 'Sun.' }],
  ];
  expect(thoughtsIn(input)).toEqual([
    ['user', undefined],
    ['assistant', 'first'],
    ['tool', undefined],
    ['assistant', 'one\n\ntwo\n\nmore'],
    ['tool', undefined],
    ['tool', undefined],
    ['user', undefined],
    ['assistant', undefined],
  ]);
});

test('thoughts without words, and those of a conversation without calls, stay here', () => {
  const silent = { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'x' };
  expect(thoughtsIn([silent, asked('a'), told('a')])[0]).toEqual(['assistant', undefined]);
  expect(thoughtsIn([thought('x'), { role: 'assistant', content: 'Hi.' }])).toEqual([['assistant', undefined]]);
});

test('parts of a message', () => {
  const content = [
    { type: 'input_text', text: 'See:' },
    { type: 'input_image', image_url: 'https://x/y.png', detail: 'low' },
    { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' },
    { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
  ];
  expect(messagesOf([{ role: 'user', content }])).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'See:' },
        { type: 'image_url', image_url: { url: 'https://x/y.png', detail: 'low' } },
        { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } },
        { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      ],
    },
  ]);
});

const LOOK = { type: 'function', name: 'look', description: 'Looks.', parameters: { type: 'object' }, strict: true };

test('functions', () => {
  const { type, ...definition } = LOOK;
  expect(chatOf({ tools: [LOOK], parallel_tool_calls: false, tool_choice: { type: 'function', name: 'look' } })).toMatchObject({
    tools: [{ type, function: definition }],
    parallel_tool_calls: false,
    tool_choice: { type, function: { name: 'look' } },
  });
});

const item = (members: object) => ({ input: [members] });
const part = (members: object) => item({ role: 'user', content: [members] });

test.each<[string, object]>([
  ['model', { model: undefined }],
  ['input', { input: undefined }],
  ['input', { input: '' }],
  ['input', { input: [] }],
  ['input', { input: 7 }],
  ['input[0]', { input: ['hi'] }],
  ['input[0].role', item({ type: 'message', role: 'tool', content: 'x' })],
  ['input[0].content', item({ role: 'user', content: [] })],
  ['input[0].type', item({})],
  ['input[0].type', item({ type: 'item_reference', id: 'x' })],
  ['input[0].type', item({ type: 'web_search_call', id: 'x' })],
  ['input[0].call_id', item({ type: 'function_call', name: 'x', arguments: '{}' })],
  ['input[0].call_id', item({ type: 'function_call_output', output: 'x' })],
  ['input[0].output[0].type', item({ type: 'function_call_output', call_id: 'a', output: [{ type: 'input_image' }] })],
  ['input[0].content[0].type', part({ type: 'text', text: 'x' })],
  ['input[0].content[0].text', part({ type: 'input_text' })],
  ['input[0].content[0].image_url', part({ type: 'input_image', file_id: 'f' })],
  ['input[0].content[0].file_data', part({ type: 'input_file', file_url: 'https://x' })],
  ['previous_response_id', { previous_response_id: 'resp_1' }],
  ['conversation', { conversation: 'conv_1' }],
  ['prompt', { prompt: { id: 'p' } }],
  ['background', { background: true }],
  ['top_logprobs', { top_logprobs: 3 }],
  ['include', { include: ['message.output_text.logprobs'] }],
  ['tools[0].type', { tools: [{ type: 'web_search' }] }],
  ['tools[0].name', { tools: [{ type: 'function' }] }],
  ['tool_choice', { tool_choice: { type: 'web_search' } }],
  ['text.format.type', { text: { format: { type: 'grammar' } } }],
  ['reasoning.mode', { reasoning: { mode: 'x' } }],
  ['temperature', { temperature: 3 }],
  ['frequency_penalty', { frequency_penalty: 1 }],
])('%s is refused by name: %j', (param, members) => {
  const { status, body } = refusalOf(() => chatOf(members));
  expect([status, body.error.param]).toEqual([400, param]);
  expect(body.error.message).toMatch(new RegExp(`^'${param.replace(/[[\].]/g, '\\$&')}' must .+\\.$`));
});

test('who refers to an earlier response is told what to do instead', () => {
  const { message } = refusalOf(() => chatOf({ previous_response_id: 'resp_1' })).body.error;
  expect(message).toMatch(/not stored here.*whole conversation.*x-session-id/);
});
