import type { TritonTarget } from '../../../../../lambda/router/contract/targets.ts';
import { promptOf, TRITON, tritonCall } from '../../../../../lambda/router/domain/providers/triton.ts';
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

test("vLLM's parameters travel as one text, since a stop is a list", () => {
  const asked = { max_tokens: 5, temperature: 0, top_p: 0.9, stop: ['END', 'FIN'] };
  const { body } = tritonCall({ ...TARGET, backend: 'vllm' }, question(asked));
  expect(body).toEqual({
    text_input: 'User: hi\n\nAssistant:',
    sampling_parameters: '{"max_tokens":5,"temperature":0,"top_p":0.9,"stop":["END","FIN"]}',
    exclude_input_in_output: true,
    return_finish_reason: true,
    return_num_input_tokens: true,
    return_num_output_tokens: true,
    stream: false,
  });
});

test('of a stream vLLM is not asked for the tokens of each event', () => {
  const { body } = tritonCall({ ...TARGET, backend: 'vllm' }, question({ stream: true }));
  expect(body).toMatchObject({ sampling_parameters: '{"max_tokens":1024}', return_num_output_tokens: false, stream: true });
});

test('a model for embeddings takes no chat', () => {
  const embedder: TritonTarget = { ...TARGET, embeddings: { input: 'TEXT', output: 'EMBEDDING' } };
  const { status, body } = refusalOf(() => tritonCall(embedder, question({})));
  expect([status, body.error.code]).toEqual([400, 'model_not_supported']);
  expect(body.error.message).toContain('/v1/embeddings');
});

test('what vLLM counts and why it stops is read', () => {
  const body = { model_name: 'llama', text_output: 'Hel', finish_reason: 'length', num_input_tokens: 12, num_output_tokens: 9 };
  expect(TRITON.answer(body)).toEqual([
    { kind: 'finish', reason: 'stop' },
    { kind: 'model', name: 'llama' },
    { kind: 'text', text: 'Hel' },
    { kind: 'finish', reason: 'length' },
    { kind: 'usage', counts: { input: 12 } },
    { kind: 'usage', counts: { output: 9 } },
  ]);
});

test.each(['None', 'stop', 'abort', null])('the reason %j is that of a text that is complete, or none yet', (finish_reason) => {
  expect(TRITON.event({ name: '', data: '' }, { text_output: 'a', finish_reason })).toEqual([{ kind: 'text', text: 'a' }]);
});

test('an error has no trace of the code in it', () => {
  const data = {
    error:
      "Failed to process the request(s) for model 'm_0_0', message: ValueError: x\n\nAt:\n  /models/m/1/model.py(17): execute\n",
  };
  expect(TRITON.event({ name: '', data: '' }, data)).toEqual([
    { kind: 'error', status: 500, message: "Failed to process the request(s) for model 'm_0_0', message: ValueError: x" },
  ]);
});
