import { isWholeAnswer } from '../../../../../lambda/router/domain/cache/whole-answer.ts';
import type { Asked } from '../../../../../lambda/router/domain/exchange.ts';

const chat: Asked = { operation: 'chat.completions', model: 'gpt', stream: false };
const embeddings: Asked = { ...chat, operation: 'embeddings' };
const TYPE = 'text/event-stream; charset=utf-8';
const whole = (value: unknown, choices = 1, asked = chat) =>
  isWholeAnswer(asked, 'application/json', Buffer.from(JSON.stringify(value)), choices);
const stream = (text: string, choices = 1, type = TYPE) =>
  isWholeAnswer({ ...chat, stream: true }, type, Buffer.from(text), choices);
const choice = (finish_reason: unknown) => ({ message: { content: 'a' }, finish_reason });
const event = (finish: string | null, content = '') =>
  `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: finish }] })}\n\n`;
const DONE = 'data: [DONE]\n\n';

test.each(['stop', 'length', 'tool_calls', 'function_call'])('an answer that ended with %s is whole', (reason) => {
  expect(whole({ choices: [choice(reason)] })).toBe(true);
  expect(stream(event(null, 'a') + event(reason) + DONE)).toBe(true);
});

test.each([null, '', 'content_filter', 'error', 'abort', 5])('one that ended with %p is not', (reason) => {
  expect(whole({ choices: [choice(reason)] })).toBe(false);
  expect(whole({ choices: [choice('stop'), choice(reason)] })).toBe(false);
  expect(stream(event(reason as string) + DONE)).toBe(false);
});

test.each([
  {},
  { choices: [] },
  { choices: [null] },
  { choices: {} },
  [],
  null,
  'text',
  { choices: [choice('stop')], error: {} },
])('%j is none', (value) => {
  expect(whole(value)).toBe(false);
});

test('every choice that was asked for must be there', () => {
  expect(whole({ choices: [choice('stop')] }, 2)).toBe(false);
  expect(whole({ choices: [choice('stop'), choice('length')] }, 2)).toBe(true);
  expect(stream(event('stop') + DONE, 2)).toBe(false);
  expect(stream(event('stop') + event('length') + DONE, 2)).toBe(true);
});

test.each([
  ['without an end mark', event('stop')],
  ['with an error before the end mark', `${event('stop')}data: {"error":{"message":"busy"}}\n\n${DONE}`],
  ['with something after the end mark', `${event('stop')}${DONE}${event(null, 'more')}`],
  ['whose text speaks of the end mark', event('stop', 'data: [DONE]')],
  ['whose text speaks of a reason', event(null, '"finish_reason":"stop"') + DONE],
  ['of nothing', DONE],
])('a stream %s is not whole', (_, text) => {
  expect(stream(text)).toBe(false);
});

test('line ends may be those of HTTP, and the last one may be missing', () => {
  expect(stream((event('stop') + DONE).replaceAll('\n', '\r\n'))).toBe(true);
  expect(stream((event('stop') + DONE).trimEnd())).toBe(true);
});

test('a stream comes as a stream, and a whole answer does not', () => {
  expect(stream(event('stop') + DONE, 1, 'application/json')).toBe(false);
  expect(isWholeAnswer(chat, TYPE, Buffer.from(event('stop') + DONE), 1)).toBe(false);
});

test('embeddings are whole when there are any', () => {
  expect(whole({ data: [{ embedding: [1] }] }, 1, embeddings)).toBe(true);
  expect(whole({ data: [] }, 1, embeddings)).toBe(false);
  expect(whole({ choices: [choice('stop')] }, 1, embeddings)).toBe(false);
});
