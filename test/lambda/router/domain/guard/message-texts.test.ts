import { textsOfMessages, withTexts } from '../../../../../lambda/router/domain/guard/message-texts.ts';
import type { ChatMessage } from '../../../../../lambda/router/domain/openai/chat-message.ts';

const CALL = { id: 'c', type: 'function', function: { name: 'mail', arguments: '{"to":"a"}' } };

const MESSAGES = [
  { role: 'system', content: 'be kind' },
  { role: 'developer', content: [{ type: 'text', text: 'be brief' }] },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'look' },
      { type: 'image_url', image_url: { url: 'https://a/b.png' } },
    ],
  },
  { role: 'assistant', content: null, tool_calls: [CALL] },
  { role: 'tool', tool_call_id: 'c', content: 'sent' },
  { role: 'user', name: 'context', content: 'a document' },
  { role: 'assistant', content: '', refusal: 'no' },
  { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
  { role: 'assistant', content: '', reasoning_content: 'hm', reasoning: 'so' },
] as unknown as readonly ChatMessage[];

test('every text of every message is there, with who speaks and where it stands', () => {
  expect(textsOfMessages(MESSAGES)).toEqual([
    { text: 'be kind', speaker: 'instructions', param: 'messages[0].content' },
    { text: 'be brief', speaker: 'instructions', param: 'messages[1].content[0].text' },
    { text: 'look', speaker: 'user', param: 'messages[2].content[0].text' },
    { text: '{"to":"a"}', speaker: 'history', param: 'messages[3].tool_calls[0].function.arguments' },
    { text: 'sent', speaker: 'context', param: 'messages[4].content' },
    { text: 'a document', speaker: 'context', param: 'messages[5].content' },
    { text: 'no', speaker: 'history', param: 'messages[6].refusal' },
    { text: '{}', speaker: 'history', param: 'messages[7].function_call.arguments' },
    { text: 'hm', speaker: 'history', param: 'messages[8].reasoning_content' },
    { text: 'so', speaker: 'history', param: 'messages[8].reasoning' },
  ]);
});

test('the same texts put back give the same messages', () => {
  const texts = textsOfMessages(MESSAGES).map(({ text }) => text);
  expect(JSON.stringify(withTexts(MESSAGES, texts))).toBe(JSON.stringify(MESSAGES));
});

test('other texts stand where the old ones did', () => {
  const texts = textsOfMessages(MESSAGES).map(({ text }) => `<${text}>`);
  const changed = withTexts(MESSAGES, texts);
  expect(textsOfMessages(changed).map(({ text }) => text)).toEqual(texts);
  expect(changed[2]).toEqual({
    role: 'user',
    content: [
      { type: 'text', text: '<look>' },
      { type: 'image_url', image_url: { url: 'https://a/b.png' } },
    ],
  });
});

test('shapes that nobody knows stay as they are', () => {
  const odd = [{ role: 'assistant', content: [7, { type: 'x' }], tool_calls: [null, { id: 'c' }] }] as unknown as ChatMessage[];
  expect(textsOfMessages(odd)).toEqual([]);
  expect(JSON.stringify(withTexts(odd, []))).toBe(JSON.stringify(odd));
});
