import { inOwnNames } from '../../../../../lambda/router/domain/dialects/dialect.ts';
import { toChat as messagesToChat } from '../../../../../lambda/router/domain/dialects/messages/request.ts';
import { inOwnPlace, placed } from '../../../../../lambda/router/domain/dialects/places.ts';
import { toChat as responsesToChat } from '../../../../../lambda/router/domain/dialects/responses/request.ts';
import type { JsonObject } from '../../../../../lambda/router/domain/http/json-body.ts';
import { invalidRequest, OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';

function ownNameOf(param: string, chat: JsonObject) {
  const error = inOwnPlace(invalidRequest(`'${param}' is wrong.`, param, 'c'), chat);
  if (!(error instanceof OpenAiError)) throw error;
  expect(error).toMatchObject({ status: 400, body: { error: { code: 'c', type: 'invalid_request_error' } } });
  expect(error.message).toBe(`'${error.body.error.param}' is wrong.`);
  return error.body.error.param;
}

const PDF = 'data:application/pdf;base64,JVBERi0=';

test.each([
  ['messages[0].content', 'instructions'],
  ['messages[1].content[1].type', 'input[1].content[1].type'],
  ['messages[1].content[0].file.file_data', 'input[1].content[0].file_data'],
  ['messages[2].tool_calls[1].function.arguments', 'input[3].arguments'],
  ['messages[3].content', 'input[4].output'],
  ['messages[9].content', 'messages[9].content'],
  ['tools[0].type', 'tools[0].type'],
])('%s of a chat is %s of a response', (param, own) => {
  const call = { type: 'function_call', name: 'f', arguments: '{}' };
  const input = [
    { type: 'reasoning', summary: [] },
    {
      role: 'user',
      content: [
        { type: 'input_file', file_data: PDF },
        { type: 'input_audio', input_audio: { data: 'x' } },
      ],
    },
    { ...call, call_id: 'a' },
    { ...call, call_id: 'b' },
    { type: 'function_call_output', call_id: 'a', output: 'x' },
  ];
  expect(ownNameOf(param, responsesToChat({ model: 'm', instructions: 'Be brief.', input }))).toBe(own);
});

test('an input that is a text has no messages to name', () => {
  expect(ownNameOf('messages[0].content', responsesToChat({ model: 'm', input: 'hi' }))).toBe('input');
});

test.each([
  ['messages[0].content', 'system'],
  ['messages[1].content', 'messages[0].content[1].content'],
  ['messages[2].content[0].image_url.url', 'messages[0].content[0].image_url.url'],
  ['messages[2].content[2].file.file_data', 'messages[0].content[2].source.file_data'],
])('%s of a chat is %s of a message', (param, own) => {
  const content = [
    { type: 'image', source: { type: 'url', url: 'x' } },
    { type: 'tool_result', tool_use_id: 'a', content: 'x' },
    { type: 'document', context: 'Old.', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
  ];
  const chat = messagesToChat({ model: 'm', max_tokens: 9, system: 'Be brief.', messages: [{ role: 'user', content }] });
  expect(ownNameOf(param, chat)).toBe(own);
});

test('places are in no copy and no JSON, and other errors stay as they are', () => {
  const part = placed({ type: 'text' }, 'input[0]');
  expect([JSON.stringify(part), Reflect.ownKeys({ ...part })]).toEqual(['{"type":"text"}', ['type']]);
  const error = new Error('x');
  expect(inOwnPlace(error, {})).toBe(error);
});

test('all of several members that cannot be asked for are named so', () => {
  const message = "'max_completion_tokens', 'seed', 'response_format' cannot be asked of it.";
  const error = { message, type: 't', param: 'max_completion_tokens', code: 'unsupported_parameter' };
  const names = { max_completion_tokens: 'max_output_tokens', response_format: 'text.format' };
  expect(inOwnNames({ status: 400, error }, names).error).toMatchObject({
    message: "'max_output_tokens', 'seed', 'text.format' cannot be asked of it.",
    param: 'max_output_tokens',
  });
});

test('members are named as the client does, with what is inside them', () => {
  const error = { message: "'messages[0].role' is wrong.", type: 't', param: 'messages[0].role', code: null };
  expect(inOwnNames({ status: 400, error }, { messages: 'input' }).error).toMatchObject({
    message: "'input[0].role' is wrong.",
    param: 'input[0].role',
  });
});
