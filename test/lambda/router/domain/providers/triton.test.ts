import type { TritonTarget } from '../../../../../lambda/router/contract/targets.ts';
import { promptOf, tritonCall } from '../../../../../lambda/router/domain/providers/triton.ts';
import { refusalOf } from '../../support/errors.ts';
import { question } from '../../support/question.ts';

const TARGET: TritonTarget = { kind: 'triton', baseUrl: 'https://t.example', model: 'llama 3' };

test('the smallest request has a limit and a prompt', () => {
  expect(tritonCall(TARGET, question({}))).toEqual({
    baseUrl: 'https://t.example',
    path: '/v2/models/llama%203/generate',
    headers: {},
    providerModel: 'llama 3',
    body: { text_input: 'User: hi\n\nAssistant:', max_tokens: 1024, exclude_input_in_output: true, stream: false },
  });
});

test('a version and a stream change the address', () => {
  expect(tritonCall({ ...TARGET, version: 7 }, question({ stream: true }))).toMatchObject({
    path: '/v2/models/llama%203/versions/7/generate_stream',
    body: { stream: true },
  });
});

test('parameters have the names of Triton', () => {
  expect(tritonCall(TARGET, question({ max_tokens: 5, temperature: 0, top_p: 0.9, stop: 'END' })).body).toMatchObject({
    max_tokens: 5,
    temperature: 0,
    top_p: 0.9,
    stop_words: ['END'],
  });
});

test('the prompt names the speakers and ends where the model goes on', () => {
  expect(
    promptOf([
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'there' },
        ],
      },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Bye' },
    ]),
  ).toBe('System: Be brief.\n\nUser: Hi\nthere\n\nAssistant: Hello\n\nUser: Bye\n\nAssistant:');
});

test.each([
  [{ response_format: { type: 'json_object' } }, 'response_format'],
  [{ messages: [{ role: 'tool', tool_call_id: 'a', content: 'x' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'assistant', content: 'x', tool_calls: [{}] }] }, 'messages[0].tool_calls'],
  [
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example' } }] }] },
    'messages[0].content[0].type',
  ],
])('%j is refused by name', (body, param) => {
  const { status, body: told } = refusalOf(() => tritonCall(TARGET, question(body)));
  expect([status, told.error.param]).toEqual([400, param]);
});
