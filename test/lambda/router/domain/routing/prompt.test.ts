import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { contextTokensOf } from '../../../../../lambda/router/domain/routing/prompt.ts';

const LONG = 'x'.repeat(4_000);
const USER = { role: 'user', content: 'four' };
const tokensOf = (body: object) => contextTokensOf(parseChatRequest({ model: 'm', messages: [USER], ...body }));
const after = (message: object) => tokensOf({ messages: [USER, message] });
const calls = (call: object) => ({ role: 'assistant', content: null, tool_calls: [{ id: 'call_1', ...call }] });

test('four bytes are a token', () => {
  expect([tokensOf({}), tokensOf({ messages: [{ role: 'user', content: '€'.repeat(4) }] })]).toEqual([1, 3]);
});

test.each([
  ['arguments of a call', () => after(calls({ type: 'function', function: { name: 'abcd', arguments: LONG } })), 1_002],
  ['the input of a custom tool', () => after(calls({ type: 'custom', custom: { name: 'abcd', input: LONG } })), 1_002],
  ['a call in the old way', () => after({ role: 'assistant', function_call: { name: 'abcd', arguments: LONG } }), 1_002],
  ['reasoning that is sent back', () => after({ role: 'assistant', content: 'four', reasoning_content: LONG }), 1_002],
  ['a refusal', () => after({ role: 'assistant', refusal: LONG }), 1_001],
  ['the answer of a tool', () => after({ role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: LONG }] }), 1_001],
  ['tools', () => tokensOf({ tools: [{ type: 'function', function: { name: LONG } }] }), 1_012],
  ['functions', () => tokensOf({ functions: [{ name: LONG }] }), 1_005],
  ['the schema of the answer', () => tokensOf({ response_format: { type: 'json_schema', json_schema: { a: LONG } } }), 1_003],
  ['a prediction', () => tokensOf({ prediction: { type: 'content', content: LONG } }), 1_001],
  ['a prediction in parts', () => tokensOf({ prediction: { type: 'content', content: [{ type: 'text', text: LONG }] } }), 1_001],
])('%s is read, too', (_, tokens, expected) => {
  expect(tokens()).toBe(expected);
});

test.each([
  ['images', { type: 'image_url', image_url: { url: `data:image/png;base64,${LONG}` } }],
  ['sound', { type: 'input_audio', input_audio: { data: LONG, format: 'wav' } }],
  ['files', { type: 'file', file: { file_data: LONG } }],
])('%s are no text', (_, part) => {
  expect(after({ role: 'user', content: [part, { type: 'text', text: 'four' }] })).toBe(2);
});

test('what is null is not there', () => {
  expect(tokensOf({ tools: null, functions: null, response_format: null, prediction: null })).toBe(1);
});
