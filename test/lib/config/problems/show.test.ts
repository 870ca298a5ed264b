import fc from 'fast-check';
import { looksLikeSecret, show } from '../../../../lib/config/problems/show.ts';

test.each([
  ['text', "'text'"],
  ['two\nlines', "'two\\nlines'"],
  [7, '7'],
  [Number.NaN, 'NaN'],
  [null, 'null'],
  [{ a: [1, 'b'] }, '{"a":[1,"b"]}'],
  [Symbol.iterator, 'a symbol'],
  [10n, 'a bigint that is not JSON'],
])('%p is shown as %s', (value, text) => {
  expect(show(value)).toBe(text);
});

test('nothing is longer than 80 characters, and whatever it is, it is shown', () => {
  expect(show('x'.repeat(200))).toMatch(/^'x{78}…$/);
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), (value) => show(value).length <= 80),
  );
});

test('a value that contains itself is named, not followed', () => {
  const list: unknown[] = [];
  list.push(list);
  expect(show(list)).toBe('a list that is not JSON');
});

test.each([
  'sk-proj-abc',
  'AKIAIOSFODNN7EXAMPLE',
  'ghp_abc',
  'eyJhbGciOiJIUzI1NiJ9.e30.x',
  'Bearer x',
  'a1'.repeat(16),
  'aB3'.repeat(11),
])('%s looks like a secret and is hidden', (text) => {
  expect(looksLikeSecret(text)).toBe(true);
  expect(show(text)).toBe("'(hidden)'");
  expect(show([text])).toBe('["(hidden)"]');
});

test.each([
  'gpt-4.1-mini',
  'us-east-1',
  'asia-east1',
  'task-runner',
  'openai/api-key',
  'Qwen/Qwen2.5-72B-Instruct',
  'arn:aws:acm:us-east-1:1:certificate/x',
])('%s is a name', (text) => {
  expect(looksLikeSecret(text)).toBe(false);
  expect(show(text)).toBe(`'${text}'`);
});

test.each(['models: {apiKey: hunter2}', '{"api_key":"hunter2"}', 'PASSWORD = hunter2', 'use sk-hunter2 here'])(
  'text that holds a secret is hidden as a whole: %s',
  (text) => {
    expect(show(text)).toBe("'(hidden)'");
  },
);

test('fields named after secrets are hidden, whatever they hold', () => {
  expect(show({ apiKey: 'hunter2', password: 5, clientSecret: { a: 'hunter2' }, name: 'x' })).toBe(
    '{"apiKey":"(hidden)","password":"(hidden)","clientSecret":"(hidden)","name":"x"}',
  );
});

test.each([
  ['https://me:hunter2@a.example/v1', "'https:(hidden)@a.example/v1'"],
  ['https://hunter2@a.example', "'https:(hidden)@a.example'"],
  ['https:me:hunter2@a.example', "'https:(hidden)@a.example'"],
  ['https://me:hunt/er2@a.example', "'https:(hidden)@a.example'"],
  ['https://a.example/?k=hunter2', "'https://a.example/?(hidden)'"],
  ['https://a.example/#hunter2', "'https://a.example/?(hidden)'"],
])('what a URL may hide is hidden in %s', (url, text) => {
  expect(show(url)).toBe(text);
});
