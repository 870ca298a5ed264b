import fc from 'fast-check';
import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import { AnswerSink } from '../../../../../lambda/router/domain/output/answer-sink.ts';
import { CollectedAnswer } from '../../../../../lambda/router/domain/output/collected-answer.ts';
import type { FilterFactory } from '../../../../../lambda/router/domain/output/text-filter.ts';
import { postProcessor } from '../../../../../lambda/router/domain/prompts/post-processor.ts';
import { eventsIn } from '../../../../../lambda/router/domain/upstream/sse.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const STREAM = { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'request-1' };
const JSON_TYPE = { 'content-type': 'application/json' };
const DONE = 'data: [DONE]\n\n';

const chunk = (delta: object, finish: string | null = null, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }], ...more })}\n\n`;
const said = (content: string) => chunk({ content });
const whole = (message: object, finish = 'stop') =>
  JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }] });

const WITHOUT_THOUGHTS = postProcessor([{ remove: { from: '<think>', to: '</think>' } }]);
const STOPPED = new OpenAiError(400, 'This answer is not shown.', { code: 'content_blocked' });

/** Stops the answer at a word. */
const stoppingAt =
  (word: string): FilterFactory =>
  () => ({ push: (text) => (text.includes(word) ? { stop: STOPPED } : text), end: () => '' });

async function through(
  filters: readonly FilterFactory[],
  headers: Readonly<Record<string, string>>,
  ...written: readonly (string | Uint8Array)[]
) {
  const inner = new RecordingSink();
  const answer = new CollectedAnswer();
  const sink = new AnswerSink(inner, filters, answer);
  sink.start(200, headers);
  for (const part of written) sink.write(part);
  const beforeTheEnd = inner.text;
  await sink.settle();
  sink.finish();
  return { inner, answer, sink, beforeTheEnd };
}

/** What a client reads out of a stream. */
const textIn = (stream: string) =>
  eventsIn(stream)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data).choices[0]?.delta?.content ?? '')
    .join('');

test('a stream that no filter changes comes out byte for byte, in whatever pieces it came', async () => {
  const stream = `: ping\n\n${chunk({ role: 'assistant', content: '' })}${said('Hëllo')}data:  {"choices" : [] , "usage":{"prompt_tokens":1}}\r\n\r\n${chunk({}, 'stop')}${DONE}`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), async (sizes) => {
      const bytes = Buffer.from(stream);
      const parts: Buffer[] = [];
      let from = 0;
      for (const size of sizes) {
        parts.push(bytes.subarray(from, from + size));
        from += size;
      }
      const { inner } = await through([WITHOUT_THOUGHTS], STREAM, ...parts, bytes.subarray(from));
      expect(inner.text).toBe(stream);
    }),
    { numRuns: 100 },
  );
});

test('the filtered text of a stream is the filter applied to the whole text, however the text is cut', async () => {
  const words = fc.constantFrom('<think>', '</think>', '<th', 'ink>', 'a', ' ', '\n', '<', 'é');
  const operations = [{ remove: { from: '<think>', to: '</think>' } }, { replace: { find: 'aa', with: 'b' } }, { append: '!' }];
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (pieces) => {
      const text = pieces.join('');
      const { inner: all } = await through([postProcessor(operations)], JSON_TYPE, whole({ role: 'assistant', content: text }));
      const filtered = all.json.choices[0].message.content;
      const { inner, answer } = await through([postProcessor(operations)], STREAM, ...pieces.map(said), chunk({}, 'stop'), DONE);
      expect(textIn(inner.text)).toBe(filtered);
      expect(inner.text.endsWith(DONE)).toBe(true);
      expect(answer.message).toEqual(filtered === '' ? undefined : { role: 'assistant', content: filtered });
    }),
    { numRuns: 200 },
  );
});

test('text that is held back at the end of a chunk goes out with the chunk that ends its choice', async () => {
  const { inner } = await through([WITHOUT_THOUGHTS], STREAM, said('a <thi'), chunk({}, 'stop'), DONE);
  const [first, last] = eventsIn(inner.text).map(({ data }) => data);
  expect(JSON.parse(first ?? '').choices[0].delta.content).toBe('a ');
  expect(JSON.parse(last ?? '').choices[0]).toMatchObject({ delta: { content: '<thi' }, finish_reason: 'stop' });
});

test('a server that gives no reason to stop has its held text sent before the end mark', async () => {
  const { inner } = await through([WITHOUT_THOUGHTS], STREAM, said('a <thi'), DONE);
  expect(textIn(inner.text)).toBe('a <thi');
  expect(inner.text.endsWith(DONE)).toBe(true);
});

test('chunks whose text is gone are left out, those with something else to say stay', async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const { inner } = await through(
    [WITHOUT_THOUGHTS],
    STREAM,
    chunk({ role: 'assistant', content: '<think>' }),
    said('secret'),
    chunk({ content: 'secret' }, null, { usage }),
    said('</think>'),
    said('seen'),
    DONE,
  );
  const events = eventsIn(inner.text).map(({ data }) => data);
  expect(events).toHaveLength(4);
  expect(JSON.parse(events[0] ?? '').choices[0].delta).toEqual({ role: 'assistant', content: '' });
  expect(JSON.parse(events[1] ?? '')).toMatchObject({ choices: [], usage });
  expect(inner.text).not.toContain('secret');
});

test('the end mark waits for finish, so that the turn is kept before a client goes on', async () => {
  const { beforeTheEnd, inner } = await through([], STREAM, said('a'), chunk({}, 'stop'), DONE);
  expect(beforeTheEnd).toBe(said('a') + chunk({}, 'stop'));
  expect(inner.text).toBe(beforeTheEnd + DONE);
});

test('an end mark without its blank line is one too', async () => {
  const { inner, answer } = await through([], STREAM, said('a'), chunk({}, 'stop'), 'data: [DONE]');
  expect(inner.text).toContain('data: [DONE]');
  expect(answer.message).toEqual({ role: 'assistant', content: 'a' });
});

test('each choice has a filter of its own', async () => {
  const two = (first: string, second: string, finish: string | null = null) =>
    `data: ${JSON.stringify({
      choices: [first, second].map((content, index) => ({ index, delta: { content }, finish_reason: finish })),
    })}\n\n`;
  const { inner } = await through(
    [WITHOUT_THOUGHTS],
    STREAM,
    two('<think>', 'one'),
    two('two', 'three'),
    two('</think>x', '!', 'stop'),
    DONE,
  );
  const texts = [0, 1].map((choice) =>
    eventsIn(inner.text)
      .filter(({ data }) => data !== '[DONE]')
      .flatMap(({ data }) => JSON.parse(data).choices.filter(({ index }: { index: number }) => index === choice))
      .map(({ delta }) => delta.content)
      .join(''),
  );
  expect(texts).toEqual(['x', 'onethree!']);
});

test('probabilities of tokens go when the text is another', async () => {
  const answer = {
    choices: [{ index: 0, message: { role: 'assistant', content: 'a' }, logprobs: { content: [] }, finish_reason: 'stop' }],
  };
  const { inner } = await through([postProcessor([{ append: 'b' }])], JSON_TYPE, JSON.stringify(answer));
  expect(inner.json.choices[0]).toMatchObject({ message: { content: 'ab' }, logprobs: null });
});

test('an answer that only calls tools is left alone', async () => {
  const calls = [{ id: 'call-1', type: 'function', function: { name: 'f', arguments: '{}' } }];
  const body = whole({ role: 'assistant', content: null, tool_calls: calls }, 'tool_calls');
  const { inner, answer } = await through([postProcessor([{ append: '!' }])], JSON_TYPE, body);
  expect(inner.text).toBe(body);
  expect(answer.message).toEqual({ role: 'assistant', content: null, tool_calls: calls });
});

test('tool calls are put together from their pieces', async () => {
  const call = (more: object) => chunk({ tool_calls: [{ index: 0, ...more }] });
  const { answer } = await through(
    [],
    STREAM,
    call({ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '' } }),
    call({ function: { arguments: '{"city":' } }),
    call({ function: { arguments: '"Bern"}' } }),
    chunk({}, 'tool_calls'),
    DONE,
  );
  expect(answer.message?.tool_calls).toEqual([
    { id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } },
  ]);
});

test.each([
  ['breaks off without a reason to stop', [said('a')]],
  ['ends with an error event', [said('a'), chunk({}, 'stop'), 'data: {"error":{"message":"gone"}}\n\n']],
  ['is the default answer of a route', [chunk({ content: 'Sorry.' }, 'stop', { system_fingerprint: 'fp_default_answer' }), DONE]],
])('an answer that %s is none to remember', async (_, written) => {
  const { answer } = await through([], STREAM, ...written);
  expect(answer.message).toBeUndefined();
});

test('a filter may stop a whole answer: the client gets the error with its status and nothing of the answer', async () => {
  const { inner, sink, answer } = await through([stoppingAt('bomb')], JSON_TYPE, whole({ role: 'assistant', content: 'a bomb' }));
  expect(inner.status).toBe(400);
  expect(inner.json.error.code).toBe('content_blocked');
  expect(inner.text).not.toContain('bomb');
  expect(sink.closed.aborted).toBe(true);
  expect(answer.message).toBeUndefined();
});

test('a filter may stop a stream: an error event, no end mark, nothing after it, and the upstream is left', async () => {
  const { inner, sink } = await through([stoppingAt('bomb')], STREAM, said('this is '), said('a bomb'), said('more'), DONE);
  const events = eventsIn(inner.text).map(({ data }) => JSON.parse(data));
  expect(events).toHaveLength(2);
  expect(events[1].error).toMatchObject({ message: 'This answer is not shown.', code: 'content_blocked' });
  expect(sink.closed.aborted).toBe(true);
});

test('a stream that is stopped before its first text is answered with a status', async () => {
  const { inner } = await through([stoppingAt('bomb')], STREAM, said('bomb'), DONE);
  expect([inner.status, inner.headers['content-type'], inner.json.error.code]).toEqual([
    400,
    'application/json',
    'content_blocked',
  ]);
});

test.each([
  ['no JSON', JSON_TYPE, 'hello'],
  ['a stream of something else', STREAM, 'data: hello\n\n'],
  ['compressed', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 'x'],
])('an answer that cannot be filtered is refused: %s', async (_, headers, written) => {
  const { inner } = await through([WITHOUT_THOUGHTS], headers, written);
  expect([inner.status, inner.json.error.code]).toEqual([502, 'upstream_invalid_answer']);
  expect(inner.headers['content-encoding']).toBeUndefined();
});

test.each([
  ['no JSON', JSON_TYPE, 'hello'],
  ['a stream of something else', STREAM, 'data: hello\n\n'],
  ['compressed', { ...JSON_TYPE, 'content-encoding': 'gzip' }, 'x'],
])('where nothing is filtered it passes as it is, and is not remembered: %s', async (_, headers, written) => {
  const { inner, answer } = await through([], headers, written);
  expect([inner.status, inner.text, answer.message]).toEqual([200, written, undefined]);
});

test('choices of a whole answer without numbers have a filter each', async () => {
  const choices = ['a', 'b'].map((content) => ({ message: { role: 'assistant', content }, finish_reason: 'stop' }));
  const { inner, answer } = await through([postProcessor([{ append: '!' }])], JSON_TYPE, JSON.stringify({ choices }));
  expect(inner.json.choices.map(({ message }: { message: { content: string } }) => message.content)).toEqual(['a!', 'b!']);
  expect(answer.message).toEqual({ role: 'assistant', content: 'a!' });
});

const PARTS = [
  { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
  { type: 'text', text: 'a ' },
  { type: 'text', text: '<think>secret</think>b' },
];

test('content in parts is filtered as one text', async () => {
  const { inner, answer } = await through([WITHOUT_THOUGHTS], JSON_TYPE, whole({ role: 'assistant', content: PARTS }));
  expect(inner.json.choices[0].message).toEqual({ role: 'assistant', content: 'a b', reasoning_content: 'hm' });
  expect(answer.message).toEqual({ role: 'assistant', content: 'a b' });
  const parts = [...PARTS.map((part) => chunk({ content: [part] })), chunk({}, 'stop'), DONE];
  const { inner: stream, answer: kept } = await through([WITHOUT_THOUGHTS], STREAM, ...parts);
  expect(textIn(stream.text)).toBe('a b');
  expect(kept.message).toEqual(answer.message);
});

test('where nothing is filtered, content in parts stays as it is, and is remembered as text', async () => {
  const body = whole({ role: 'assistant', content: PARTS });
  const { inner, answer } = await through([], JSON_TYPE, body);
  expect(inner.text).toBe(body);
  expect(answer.message).toEqual({ role: 'assistant', content: 'a <think>secret</think>b' });
  const stream = [chunk({ content: PARTS }), chunk({}, 'stop'), DONE];
  const { inner: events, answer: kept } = await through([], STREAM, ...stream);
  expect(events.text).toBe(stream.join(''));
  expect(kept.message).toEqual(answer.message);
});

test.each([
  ['a picture', [{ type: 'image_url', image_url: { url: 'data:,x' } }]],
  ['an object', { text: 'x' }],
])('content that is %s cannot be filtered; where nothing is, it passes and is not remembered', async (_, content) => {
  const body = whole({ role: 'assistant', content });
  expect((await through([WITHOUT_THOUGHTS], JSON_TYPE, body)).inner.status).toBe(502);
  const { inner, answer } = await through([], JSON_TYPE, body);
  expect([inner.status, inner.text, answer.message]).toEqual([200, body, undefined]);
});

test('filters of the text alone leave thoughts and unknown members as they are', async () => {
  const body = whole({ role: 'assistant', content: 'a', reasoning_content: '<think>x', thinking_blocks: [{ thinking: 'x' }] });
  expect((await through([WITHOUT_THOUGHTS], JSON_TYPE, body)).inner.text).toBe(body);
});

test('an error answer passes as it is', async () => {
  const inner = new RecordingSink();
  const sink = new AnswerSink(inner, [WITHOUT_THOUGHTS]);
  sink.start(503, JSON_TYPE);
  sink.write('{"error":{}}');
  await sink.settle();
  sink.finish();
  expect([inner.status, inner.text]).toEqual([503, '{"error":{}}']);
});

test('a slow client is waited for, and one that leaves is noticed', async () => {
  const inner = new RecordingSink();
  inner.onWrite = () => false;
  const sink = new AnswerSink(inner, []);
  sink.start(200, STREAM);
  expect(sink.write(said('a'))).toBe(false);
  await sink.drained();
  inner.leave();
  expect(sink.closed.aborted).toBe(true);
});
