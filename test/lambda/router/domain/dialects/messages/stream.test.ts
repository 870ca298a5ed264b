import { MESSAGES } from '../../../../../../lambda/router/domain/dialects/messages/messages.ts';
import { DONE_EVENT, dataEvent } from '../../../../../../lambda/router/domain/upstream/sse.ts';
import { call, chunk, completion, eventsOf, more, readByAnthropic, streamOf, tell, usageChunk } from '../support.ts';

const STREAMED = { stream: true };
const USED = { input_tokens: 6, cache_creation_input_tokens: 1, cache_read_input_tokens: 5, output_tokens: 9 };
const typesOf = (text: string) => eventsOf(text).map(({ type }) => type);

test('text, thoughts and calls, in the order of events that Anthropic has', () => {
  const body = streamOf(
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: 'hm' }),
    chunk({ content: 'Hel' }),
    chunk({ content: 'lo' }),
    chunk(call(0, 'a', 'look')),
    chunk(more(0, '{"at"')),
    chunk(more(0, ':1}')),
    chunk(call(1, 'b', 'rest')),
    chunk({}, 'tool_calls'),
    usageChunk,
  );
  const { text, headers } = tell(MESSAGES, { body, request: STREAMED });
  expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'r1', 'x-request-id': 'r1' });
  const events = eventsOf(text);
  expect(events.map(({ type, index }) => (index === undefined ? type : `${type} ${index}`))).toEqual([
    'message_start',
    ...['content_block_start 0', 'content_block_delta 0', 'content_block_stop 0'],
    ...['content_block_start 1', 'content_block_delta 1', 'content_block_delta 1', 'content_block_stop 1'],
    ...['content_block_start 2', 'content_block_delta 2', 'content_block_delta 2', 'content_block_stop 2'],
    ...['content_block_start 3', 'content_block_stop 3'],
    'message_delta',
    'message_stop',
  ]);
  expect(events[0].message).toMatchObject({ id: 'msg_r1', model: 'gpt-mini', role: 'assistant', content: [], stop_reason: null });
  expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: USED });
  expect(events[1].content_block).toEqual({ type: 'thinking', thinking: '', signature: '' });
});

const SIGNED = { type: 'thinking', thinking: 'hm', signature: 's1' };
const REDACTED = { type: 'redacted_thinking', data: 'd1' };

test('thoughts come with their signatures, in the order in which they were thought', async () => {
  const thought = (index: number, block: object) => chunk({ thinking_blocks: [{ index, ...block }] });
  const body = streamOf(
    ...[chunk({ reasoning_content: 'h' }), chunk({ reasoning_content: 'm' }), thought(0, SIGNED), thought(1, REDACTED)],
    ...[chunk({ content: 'Let me see.' }), thought(2, { ...SIGNED, thinking: '', signature: 's2' })],
    ...[chunk(call(0, 'a', 'look')), chunk({}, 'tool_calls')],
  );
  const { content } = await readByAnthropic(tell(MESSAGES, { body, request: STREAMED }).text);
  expect(content).toEqual([
    ...[SIGNED, REDACTED, { type: 'text', text: 'Let me see.', citations: null }],
    { type: 'thinking', thinking: '', signature: 's2' },
    { type: 'tool_use', id: 'a', name: 'look', input: {} },
  ]);
});

test('the thoughts of a whole answer are told once, signed', () => {
  const called = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' }, thinking_blocks: [REDACTED] };
  const message = { content: 'Hi', reasoning_content: 'hm', thinking_blocks: [SIGNED], tool_calls: [called] };
  const { json } = tell(MESSAGES, { body: JSON.stringify(completion(message, 'tool_calls')), type: 'application/json' });
  expect(json.content).toMatchObject([SIGNED, { type: 'text', text: 'Hi' }, REDACTED, { type: 'tool_use', id: 'a' }]);
});

test('thoughts that another gateway streams in pieces, signed at the end', async () => {
  const piece = (thinking: string, signature: string) =>
    chunk({ ...(thinking && { reasoning_content: thinking }), thinking_blocks: [{ type: 'thinking', thinking, signature }] });
  const body = streamOf(piece('h', ''), piece('m', ''), piece('', 's1'), chunk({ content: 'Hi' }), chunk({}, 'stop'));
  const { content } = await readByAnthropic(tell(MESSAGES, { body, request: STREAMED }).text);
  expect(content).toMatchObject([SIGNED, { type: 'text', text: 'Hi' }]);
});

test("Anthropic's client puts it together", async () => {
  const body = streamOf(chunk({ content: 'Hi' }), chunk(call(0, 'a', 'look', '{"at":1}')), chunk({}, 'tool_calls'), usageChunk);
  expect(await readByAnthropic(tell(MESSAGES, { body, request: STREAMED }).text)).toMatchObject({
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } },
    ],
    stop_reason: 'tool_use',
    usage: USED,
  });
});

test('a whole answer', () => {
  const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{"at":1}' } };
  const body = JSON.stringify(completion({ content: 'Hi', reasoning_content: 'hm', tool_calls: [call] }, 'tool_calls'));
  const { json, headers } = tell(MESSAGES, { body, type: 'application/json' });
  expect(headers['content-type']).toBe('application/json');
  expect(json).toEqual({
    ...{ id: 'msg_r1', type: 'message', role: 'assistant', model: 'gpt-mini' },
    content: [
      { type: 'thinking', thinking: 'hm', signature: '' },
      { type: 'text', text: 'Hi', citations: null },
      { type: 'tool_use', id: 'a', name: 'look', input: { at: 1 } },
    ],
    ...{ stop_reason: 'tool_use', stop_sequence: null, usage: USED },
  });
});

test.each([
  ['stop', {}, 'end_turn'],
  ['length', {}, 'max_tokens'],
  ['tool_calls', {}, 'tool_use'],
  ['content_filter', {}, 'refusal'],
  ['stop', { refusal: 'No.' }, 'refusal'],
  ['stop', { tool_calls: [{ id: 'a', function: { name: 'x', arguments: '' } }] }, 'tool_use'],
  ['a reason that nobody knows', {}, 'end_turn'],
])('an answer that ends with %s and holds %j stops with %s', (finish, message, reason) => {
  const body = JSON.stringify(completion({ content: 'x', ...message }, finish));
  expect(tell(MESSAGES, { body, type: 'application/json' }).json.stop_reason).toBe(reason);
});

test('arguments that are no JSON are shown, not lost', () => {
  const body = JSON.stringify(completion({ tool_calls: [{ id: 'a', function: { name: 'x', arguments: '{"cut' } }] }, 'length'));
  expect(tell(MESSAGES, { body, type: 'application/json' }).json.content[0].input).toEqual({ invalid_json: '{"cut' });
});

test('a stream that breaks ends with an error, and nothing after it', async () => {
  const broken = dataEvent({
    error: { message: "The upstream of 'm' broke off.", type: 'server_error', param: null, code: null },
  });
  const { text } = tell(MESSAGES, { body: dataEvent(chunk({ content: 'Hel' })) + broken + DONE_EVENT, request: STREAMED });
  expect(typesOf(text)).toEqual(['message_start', 'content_block_start', 'content_block_delta', 'error']);
  expect(eventsOf(text).at(-1)).toEqual({
    ...{ type: 'error', error: { type: 'api_error', message: "The upstream of 'm' broke off." }, request_id: 'r1' },
  });
  await expect(readByAnthropic(text)).rejects.toThrow(/broke off/);
});

test('a stream that just ends is broken too', () => {
  const { text } = tell(MESSAGES, { body: dataEvent(chunk({ content: 'Hel' })), request: STREAMED });
  expect(typesOf(text).at(-1)).toBe('error');
});

test('a stream without an end mark is whole when it says why it stopped', () => {
  const body = dataEvent(chunk({ content: 'Hello' })) + dataEvent(chunk({}, 'stop'));
  expect(typesOf(tell(MESSAGES, { body, request: STREAMED }).text).at(-1)).toBe('message_stop');
});

test('more of a call after a text breaks the stream: what was told of it cannot be taken back', () => {
  const body = streamOf(chunk(call(0, 'a', 'x', '{')), chunk({ content: 'Well.' }), chunk(more(0, '}')), chunk({}, 'tool_calls'));
  expect(typesOf(tell(MESSAGES, { body, request: STREAMED }).text).at(-1)).toBe('error');
});

test('an upstream that numbers every call 0, with an id of its own', async () => {
  const body = streamOf(chunk(call(0, 'a', 'x', '{"n":1}')), chunk(call(0, 'b', 'x', '{"n":2}')), chunk({}, 'tool_calls'));
  const { content } = await readByAnthropic(tell(MESSAGES, { body, request: STREAMED }).text);
  expect(content).toMatchObject([
    { id: 'a', input: { n: 1 } },
    { id: 'b', input: { n: 2 } },
  ]);
});

test('a whole answer where a stream was asked for is told as a stream, and the other way round', async () => {
  const whole = JSON.stringify(completion({ content: 'Hello' }, 'stop'));
  const streamed = tell(MESSAGES, { body: whole, type: 'application/json', request: STREAMED });
  expect((await readByAnthropic(streamed.text)).content).toMatchObject([{ text: 'Hello' }]);
  const body = streamOf(chunk({ content: 'Hel' }), chunk({ content: 'lo' }), chunk({}, 'stop'));
  expect(tell(MESSAGES, { body }).json.content).toMatchObject([{ text: 'Hello' }]);
});

test.each(['', 'null', '[]', '{"choices":', '{"object":"list"}'])(
  'an answer that is none, %j, is an error before anything is sent',
  (body) => {
    expect(() => tell(MESSAGES, { body, type: 'application/json' })).toThrow(expect.objectContaining({ status: 502 }));
    expect(() => tell(MESSAGES, { body, type: 'application/json', request: STREAMED })).toThrow(
      expect.objectContaining({ status: 502 }),
    );
  },
);
