import { questionOf } from '../../../../../lambda/router/domain/cache/question.ts';
import type { KeyScope } from '../../../../../lambda/router/domain/cache/request-key.ts';

const SCOPE: KeyScope = {
  tenant: 'research',
  region: 'eu-west-1',
  config: { version: 1, models: { gpt: { kind: 'echo' } } },
  asked: { operation: 'chat.completions', model: 'gpt', stream: false },
};
const of = (text: string) => questionOf(SCOPE, { text, value: JSON.parse(text) }, false);
const asking = (...messages: readonly object[]) => of(JSON.stringify({ model: 'gpt', messages }));
const user = (content: unknown) => ({ role: 'user', content });

test.each([
  ['a text', user('Where is it?')],
  ['one part that is a text', user([{ type: 'text', text: 'Where is it?' }])],
])('%s is a question', (_, message) => {
  expect(asking({ role: 'system', content: 'Be brief.' }, message)?.text).toBe('Where is it?');
});

test.each<[string, readonly object[]]>([
  ['a picture', [user([{ type: 'image_url', image_url: { url: 'data:' } }])]],
  [
    'a text with a picture',
    [
      user([
        { type: 'text', text: 'a' },
        { type: 'image_url', image_url: { url: 'data:' } },
      ]),
    ],
  ],
  ['a part with more than a text', [user([{ type: 'text', text: 'a', cache_control: {} }])]],
  [
    'two texts',
    [
      user([
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ]),
    ],
  ],
  ['blanks', [user(' \n')]],
  ['a whole book', [user('a'.repeat(8_001))]],
  ['an answer of a tool', [user('a'), { role: 'tool', tool_call_id: 'x', content: '1' }]],
  ['the beginning of an answer', [user('a'), { role: 'assistant', content: 'It' }]],
])('%s at the end is none', (_, messages) => {
  expect(asking(...messages)).toBeUndefined();
});

test.each([
  '{"messages":[{"role":"user","content":"a"}],"messages":[{"role":"user","content":"b"}]}',
  '{"messages":[{"role":"user","content":"a","content":"b"}]}',
  '{"messages":[{"role":"system","role":"user","content":"a"}]}',
  '{"messages":[{"role":"user","content":[{"type":"text","text":"a","text":"b"}]}]}',
])('%s says two things at once', (text) => {
  expect(of(text)).toBeUndefined();
});

test('questions with other numbers are never compared', () => {
  const partition = (text: string) => asking(user(text))?.partitionText;
  expect(partition('Where is invoice 17?')).toBe(partition('Show me invoice 17!'));
  expect(partition('Where is invoice 17?')).not.toBe(partition('Where is invoice 71?'));
  expect(partition('Add 1 and 2')).not.toBe(partition('Add 12 and'));
  expect(partition('٣ apples')).not.toBe(partition('٤ apples'));
});
