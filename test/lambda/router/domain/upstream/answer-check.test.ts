import fc from 'fast-check';
import { errorIn, flawIn } from '../../../../../lambda/router/domain/upstream/answer-check.ts';

const CHAT = '/chat/completions';
const NO_CHAT = { unlike: 'answered with something that is no chat completion' };

test.each(['{"choices":[]}', ' {"id":"x","choices" : [{}]}\n', '{"choices":[{"a":"}"}],"error":null}', '{"ch\\u006fices":[]}'])(
  '%j is an answer to a chat',
  (body) => expect(flawIn(Buffer.from(body), CHAT)).toBeUndefined(),
);

test.each([
  '',
  '  ',
  '<html>',
  '[]',
  '"choices"',
  '{"choices":{}}',
  '{"data":[]}',
  '{"choices":[',
  'null',
  '{"a":"\\"choices\\":[]"}',
])('%j is none', (body) => expect(flawIn(Buffer.from(body), CHAT)).toEqual(NO_CHAT));

test('a completion that is cut is none, wherever that is before its last brace', () => {
  const message = { role: 'assistant', content: 'Say "usage": {}}' };
  const body = JSON.stringify({ id: 'x', choices: [{ index: 0, message }], usage: { prompt_tokens: 1 } });
  for (let length = 0; length < body.length - 1; length++) {
    expect(flawIn(Buffer.from(body.slice(0, length)), CHAT)).toEqual(NO_CHAT);
  }
  expect(flawIn(Buffer.from(body), CHAT)).toBeUndefined();
});

test('a list that comes late is found', () => {
  const body = JSON.stringify({ system_fingerprint: 'x'.repeat(5_000), choices: [] });
  expect(flawIn(Buffer.from(body), CHAT)).toBeUndefined();
});

test('embeddings have data', () => {
  expect(flawIn(Buffer.from('{"object":"list","data":[]}'), '/embeddings')).toBeUndefined();
  expect(flawIn(Buffer.from('{"choices":[]}'), '/embeddings')).toEqual({
    unlike: 'answered with something that is no list of embeddings',
  });
});

test('what is said in an answer does not make it an error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('"error":{}', '"error"')), (content) => {
      const answer = { choices: [{ message: { content, error: content } }] };
      expect(flawIn(Buffer.from(JSON.stringify(answer)), CHAT)).toBeUndefined();
    }),
  );
});

test.each([
  ['{"error":{"message":"too long","code":400}}', 400],
  ['{"error":{"code":"500"}}', 500],
  ['{"error":"no"}', 502],
  ['{"choices":[],"error":{}}', 502],
])('%s is an error with the status %i', (body, status) => {
  expect(errorIn(body)).toEqual({ status, body });
  expect(flawIn(Buffer.from(body), CHAT)).toEqual({ error: { status, body } });
});

test.each(['{"error":null}', '{"error":{},"choices":[{}]}', '{"err', '[]'])('%s is none', (body) => {
  expect(errorIn(body)).toBeUndefined();
});
