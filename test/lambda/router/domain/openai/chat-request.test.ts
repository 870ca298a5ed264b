import fc from 'fast-check';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { textOf } from '../../../../../lambda/router/domain/openai/chat-message.ts';
import { parseChatRequest } from '../../../../../lambda/router/domain/openai/chat-request.ts';
import { expectOpenAiError, refusalOf } from '../../support/errors.ts';

const USER = { role: 'user', content: 'hi' };
const parse = (members: object) => parseChatRequest({ model: 'm', messages: [USER], ...members });
const paramOf = (members: object) => refusalOf(() => parse(members)).body.error.param;
const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } };

test('a small request is understood', () => {
  expect(parse({})).toMatchObject({ model: 'm', messages: [USER], stream: false, includeUsage: false });
});

test('usage is included only in a stream that asks for it', () => {
  expect(parse({ stream: true }).includeUsage).toBe(false);
  expect(parse({ stream: true, stream_options: { include_usage: true } }).includeUsage).toBe(true);
});

test.each([
  ['a developer message', { role: 'developer', content: 'be brief' }],
  ['an empty string', { role: 'user', content: '' }],
  ['an assistant message of tool calls only', { role: 'assistant', content: null, tool_calls: [call] }],
  ['an assistant message without a content member', { role: 'assistant', tool_calls: [call] }],
  ['an assistant message that points at audio', { role: 'assistant', audio: { id: 'audio_1' } }],
  ['a refusal', { role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }],
  ['a tool message', { role: 'tool', tool_call_id: 'call_1', content: '42' }],
  ['a tool message of parts', { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '42' }] }],
  ['a function message', { role: 'function', name: 'f', content: null }],
  ['an image', { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }],
  ['a sound', { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }] }],
  ['a file', { role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }],
  ['a part of a type not known here', { role: 'assistant', content: [{ type: 'thinking', thinking: [] }] }],
  ['null where a member may be absent', { role: 'user', content: 'hi', name: null, tool_calls: null }],
])('%s is accepted', (_, message) => {
  expect(parse({ messages: [USER, message] }).messages).toHaveLength(2);
});

test.each([
  ['a model that is missing', { model: undefined }, 'model'],
  ['a model that is null', { model: null }, 'model'],
  ['an empty model', { model: '' }, 'model'],
  ['a model of 257 characters', { model: 'x'.repeat(257) }, 'model'],
  ['no messages', { messages: [] }, 'messages'],
  ['messages that are a string', { messages: 'hi' }, 'messages'],
  ['a message that is a string', { messages: ['hi'] }, 'messages[0]'],
  ['an unknown role', { messages: [{ role: 'robot', content: 'hi' }] }, 'messages[0].role'],
  ['a number as content', { messages: [USER, { role: 'user', content: 7 }] }, 'messages[1].content'],
  ['a user without content', { messages: [{ role: 'user', content: null }] }, 'messages[0].content'],
  ['an assistant with neither content nor calls', { messages: [{ role: 'assistant', content: null }] }, 'messages[0].content'],
  ['an empty list of parts', { messages: [{ role: 'user', content: [] }] }, 'messages[0].content'],
  ['a part that is a string', { messages: [{ role: 'user', content: ['hi'] }] }, 'messages[0].content[0]'],
  ['a part without a type', { messages: [{ role: 'user', content: [{ text: 'hi' }] }] }, 'messages[0].content[0].type'],
  ['a text part without text', { messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
  [
    'an image given as a string',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }] },
    'messages[0].content[0].image_url',
  ],
  [
    'a file that is a string',
    { messages: [{ role: 'user', content: [{ type: 'file', file: 'x' }] }] },
    'messages[0].content[0].file',
  ],
  ['a tool message without a call id', { messages: [{ role: 'tool', content: '42' }] }, 'messages[0].tool_call_id'],
  ['tool calls that are an object', { messages: [{ role: 'assistant', tool_calls: call }] }, 'messages[0].tool_calls'],
  ['stream as a string', { stream: 'true' }, 'stream'],
  ['stream options without a stream', { stream_options: { include_usage: true } }, 'stream_options'],
  ['include_usage as a number', { stream: true, stream_options: { include_usage: 1 } }, 'stream_options.include_usage'],
  ['no choices', { n: 0 }, 'n'],
  ['half a choice', { n: 1.5 }, 'n'],
  ['a limit of nothing', { max_tokens: 0 }, 'max_tokens'],
  ['a hot temperature', { temperature: 2.5 }, 'temperature'],
  ['a stop of numbers', { stop: [1] }, 'stop'],
  ['tools that are an object', { tools: {} }, 'tools'],
  ['a response format without a type', { response_format: {} }, 'response_format'],
])('%s is refused by name', (_, members, param) => {
  expect(paramOf(members)).toBe(param);
});

test('several problems are told at once', () => {
  expect(refusalOf(() => parse({ model: 7, n: 'two', messages: [{ role: 'user' }] })).message).toMatch(
    /'messages\[0\]\.content'.*'model'.*'n'/,
  );
});

test('members that OpenAI does not know pass', () => {
  expect(parse({ thinking: { type: 'enabled' } }).body).toHaveProperty('thinking');
});

test('the text of a message is the text of its parts', () => {
  const parts = [{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }];
  expect(textOf({ role: 'user', content: parts })).toBe('a\nb');
  expect(textOf({ role: 'assistant', content: null })).toBe('');
});

test("any JSON object is understood or refused in OpenAI's shape", () => {
  const message = fc.record(
    { role: fc.constantFrom('user', 'assistant', 'tool', 'x'), content: fc.jsonValue(), tool_calls: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.dictionary(fc.string(), fc.jsonValue()),
    fc.record(
      {
        model: fc.jsonValue(),
        messages: fc.oneof(fc.jsonValue(), fc.array(message)),
        stream: fc.jsonValue(),
        stop: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(body, (value) => {
      try {
        parseChatRequest(value);
      } catch (error) {
        expect(error).toBeInstanceOf(OpenAiError);
        expectOpenAiError((error as OpenAiError).body);
        expect((error as OpenAiError).body.error.param).not.toBeNull();
      }
    }),
  );
});
