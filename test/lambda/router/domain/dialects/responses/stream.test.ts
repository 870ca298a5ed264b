import { RESPONSES } from '../../../../../../lambda/router/domain/dialects/responses/responses.ts';
import { DONE_EVENT, dataEvent } from '../../../../../../lambda/router/domain/upstream/sse.ts';
import { call, chunk, completion, eventsOf, more, readByOpenAi, streamOf, tell, usageChunk } from '../support.ts';

const STREAMED = { stream: true };
const USED = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 5, cache_write_tokens: 1 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 4 },
  total_tokens: 21,
};
const typesOf = (text: string) => eventsOf(text).map(({ type }) => type);

const ALL = streamOf(
  chunk({ role: 'assistant', content: '' }),
  chunk({ reasoning_content: 'hm' }),
  chunk({ content: 'Hel' }),
  chunk({ content: 'lo' }),
  chunk(call(0, 'a', 'look')),
  chunk(more(0, '{"at":1}')),
  chunk({}, 'tool_calls'),
  usageChunk,
);

test('thoughts, text and calls, in the order of events that OpenAI has, numbered', () => {
  const { text, headers } = tell(RESPONSES, { body: ALL, request: STREAMED });
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const events = eventsOf(text);
  expect(events.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.reasoning_text.delta',
    'response.reasoning_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
    'response.completed',
  ]);
  expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
  expect(events.at(-1).response).toMatchObject({ id: 'resp_r1', status: 'completed', created_at: 1, store: false, usage: USED });
});

test("OpenAI's client puts it together", async () => {
  const response = await readByOpenAi(tell(RESPONSES, { body: ALL, request: STREAMED }).text);
  expect(response).toMatchObject({
    output_text: 'Hello',
    output: [
      { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'hm' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello', annotations: [] }] },
      { type: 'function_call', call_id: 'a', name: 'look', arguments: '{"at":1}' },
    ],
  });
});

test('what the request asked for comes back', () => {
  const request = { instructions: 'Be brief.', temperature: 0.2, metadata: { a: 'b' }, store: true, max_output_tokens: 9 };
  const body = JSON.stringify(completion({ content: 'Hi' }, 'stop'));
  const { json } = tell(RESPONSES, { body, request, type: 'application/json' });
  expect(json).toMatchObject({ ...request, store: false, object: 'response', model: 'gpt-mini', previous_response_id: null });
  expect(json.output).toEqual([
    {
      ...{ id: 'msg_r1_0', type: 'message', status: 'completed', role: 'assistant' },
      content: [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }],
    },
  ]);
});

test.each([
  ['stop', 'completed', null],
  ['tool_calls', 'completed', null],
  ['length', 'incomplete', { reason: 'max_output_tokens' }],
  ['content_filter', 'incomplete', { reason: 'content_filter' }],
])('an answer that ends with %s is %s', (finish, status, details) => {
  const whole = tell(RESPONSES, { body: JSON.stringify(completion({ content: 'x' }, finish)), type: 'application/json' }).json;
  expect([whole.status, whole.incomplete_details]).toEqual([status, details]);
  const body = streamOf(chunk({ content: 'x' }), chunk({}, finish));
  const last = eventsOf(tell(RESPONSES, { body, request: STREAMED }).text).at(-1);
  expect([last.type, last.response.incomplete_details]).toEqual([`response.${status}`, details]);
});

test('a refusal is a part of its own', async () => {
  const body = streamOf(chunk({ refusal: 'No, ' }), chunk({ refusal: 'thanks.' }), chunk({}, 'stop'));
  const { output } = await readByOpenAi(tell(RESPONSES, { body, request: STREAMED }).text);
  expect(output).toMatchObject([{ type: 'message', content: [{ type: 'refusal', refusal: 'No, thanks.' }] }]);
});

test('thoughts that come under two names are told once', async () => {
  const thought = (text: string) => chunk({ reasoning: text, reasoning_content: text });
  const { output } = await readByOpenAi(
    tell(RESPONSES, { body: streamOf(thought('A'), thought('B'), chunk({ content: 'hi' }, 'stop')), request: STREAMED }).text,
  );
  expect(output[0]).toMatchObject({ type: 'reasoning', content: [{ text: 'AB' }] });
  const whole = JSON.stringify(completion({ content: 'hi', reasoning: 'AB', reasoning_content: 'AB' }, 'stop'));
  expect(tell(RESPONSES, { body: whole, type: 'application/json' }).json.output[0].content[0].text).toBe('AB');
});

test('content in parts: texts and thoughts', async () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
    { type: 'text', text: 'Look ' },
    { type: 'text', text: 'left.' },
  ];
  const expected = [
    { type: 'reasoning', content: [{ text: 'hm' }] },
    { type: 'message', content: [{ text: 'Look left.' }] },
  ];
  const whole = tell(RESPONSES, { body: JSON.stringify(completion({ content }, 'stop')), type: 'application/json' }).json;
  expect(whole.output).toMatchObject(expected);
  const body = streamOf(...content.map((part) => chunk({ content: [part] })), chunk({ content: '' }, 'stop'));
  expect((await readByOpenAi(tell(RESPONSES, { body, request: STREAMED }).text)).output).toMatchObject(expected);
});

test('calls that are written several at a time are told one after the other, by number', async () => {
  const body = streamOf(
    chunk({ tool_calls: [0, 2, 1].map((index) => ({ index, id: `c${index}`, function: { name: `f${index}`, arguments: '' } })) }),
    ...[0, 1].map((at) =>
      chunk({ tool_calls: [0, 1, 2].map((index) => ({ index, function: { arguments: ['{"n"', `:${index}}`][at] } })) }),
    ),
    chunk({}, 'tool_calls'),
  );
  const { text } = tell(RESPONSES, { body, request: STREAMED });
  const { output } = await readByOpenAi(text);
  expect(output).toMatchObject(
    [0, 1, 2].map((index) => ({ type: 'function_call', call_id: `c${index}`, name: `f${index}`, arguments: `{"n":${index}}` })),
  );
  expect(typesOf(text).at(-1)).toBe('response.completed');
});

test('calls that come one after the other are told as they come', () => {
  const first = dataEvent(chunk(call(0, 'a', 'f', '{"n":'))) + dataEvent(chunk(more(0, '0}')));
  const { text } = tell(RESPONSES, { body: first + dataEvent(chunk(call(1, 'b', 'f', '{'))), request: STREAMED });
  const deltas = eventsOf(text).filter(({ type }) => type === 'response.function_call_arguments.delta');
  expect(deltas.map(({ output_index: at, delta }) => [at, delta])).toEqual([
    [0, '{"n":'],
    [0, '0}'],
    [1, '{'],
  ]);
});

test('a call without arguments gets the JSON that clients parse', async () => {
  const body = streamOf(chunk(call(0, 'a', 'rest')), chunk({}, 'tool_calls'));
  const { output } = await readByOpenAi(tell(RESPONSES, { body, request: STREAMED }).text);
  expect(output).toMatchObject([{ type: 'function_call', arguments: '{}' }]);
});

test('a call without an id gets one', () => {
  const body = JSON.stringify(completion({ tool_calls: [{ function: { name: 'x', arguments: '{}' } }] }, 'tool_calls'));
  expect(tell(RESPONSES, { body, type: 'application/json' }).json.output[0].call_id).toMatch(/^call_r1_/);
});

test('a stream that breaks ends as failed, and makes the client raise an error', async () => {
  const broken = dataEvent({
    error: { message: "The upstream of 'm' broke off.", type: 'server_error', param: null, code: 'x' },
  });
  const { text } = tell(RESPONSES, { body: dataEvent(chunk({ content: 'Hel' })) + broken + DONE_EVENT, request: STREAMED });
  expect(typesOf(text).slice(-3)).toEqual(['response.output_text.delta', 'response.failed', 'error']);
  const [failed, error] = eventsOf(text).slice(-2);
  expect(failed.response).toMatchObject({
    ...{ status: 'failed', error: { code: 'server_error', message: "The upstream of 'm' broke off." } },
    output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
  });
  expect(error).toMatchObject({ message: "The upstream of 'm' broke off.", code: 'x', param: null });
  await expect(readByOpenAi(text)).rejects.toThrow(/broke off/);
});
