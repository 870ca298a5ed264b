import fc from 'fast-check';
import { EventSplitter } from '../../../../../lambda/router/domain/upstream/event-splitter.ts';
import { chunkEvent } from '../../support/mock-upstream.ts';

const STREAM = [
  ': comment\n\n',
  chunkEvent({ role: 'assistant', content: '' }),
  chunkEvent({ content: 'Grüße 😀\\n\\ndata: [DONE]' }),
  'event: ping\ndata: {}\n\n',
  chunkEvent({}, 'stop'),
  'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}\n\n',
  'data: [DONE]\n\n',
].join('');

/** The stream cut at these places; what came out, chunk by chunk, and the splitter in the end. */
function run(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text);
  const places = [...new Set([0, ...cuts.map((cut) => cut % bytes.length), bytes.length])].sort((a, b) => a - b);
  const splitter = new EventSplitter();
  const ready = places.slice(1).map((end, index) => splitter.push(bytes.subarray(places[index], end)));
  return { splitter, out: ready.filter((chunk) => chunk !== undefined) };
}

const withLineEnds = (end: string) => STREAM.replaceAll('\n', end);

test.each(['\n', '\r\n'])('wherever a stream with line ends %j is cut, it comes out the same and in whole events', (end) => {
  const whole = run(withLineEnds(end), []).splitter;
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 60 }), (cuts) => {
      const { splitter, out } = run(withLineEnds(end), cuts);
      expect(Buffer.concat(out).toString()).toBe(withLineEnds(end));
      for (const chunk of out) expect(chunk.toString().endsWith(end + end)).toBe(true);
      expect(splitter.rest).toHaveLength(0);
      expect(splitter.events).toBe(6);
      expect([splitter.tail, splitter.bytes, splitter.firstEventBytes]).toEqual([whole.tail, whole.bytes, whole.firstEventBytes]);
    }),
  );
});

test('a chunk that ends with an event is passed on without a copy', () => {
  const chunk = Buffer.from(chunkEvent({ content: 'a' }));
  expect(new EventSplitter().push(chunk)).toBe(chunk);
});

test('half an event is kept back until the rest is there', () => {
  const splitter = new EventSplitter();
  expect(splitter.push(Buffer.from('data: 1\n\ndata: {"a'))?.toString()).toBe('data: 1\n\n');
  expect(splitter.push(Buffer.from('":2}\n'))).toBeUndefined();
  expect(splitter.rest.toString()).toBe('data: {"a":2}\n');
  expect(splitter.push(Buffer.from('\n'))?.toString()).toBe('data: {"a":2}\n\n');
});

test('the tail is bounded, however long the stream', () => {
  const splitter = new EventSplitter();
  for (let index = 0; index < 2_000; index++) splitter.push(Buffer.from(chunkEvent({ content: `word ${index}` })));
  expect(splitter.tail.length).toBeLessThan(5_000);
  expect(splitter.tail).toContain('word 1999');
});

test('an event beyond 16 MB breaks the stream instead of filling the memory', () => {
  const splitter = new EventSplitter();
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let index = 0; index < 17; index++) splitter.push(megabyte);
  }).toThrow(expect.objectContaining({ kind: 'broken' }));
});

test.each(['data: [DONE]\n\n', 'data:[DONE]\r\n\r\n'])('what comes after %j is not let through, wherever it is cut', (mark) => {
  const before = chunkEvent({ content: 'data: [DONE]' });
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20 }), (cuts) => {
      const { splitter, out } = run(`${before}${mark}${chunkEvent({ content: 'more' })}`, cuts);
      expect(Buffer.concat(out).toString()).toBe(before + mark);
      expect([splitter.done, splitter.events, splitter.rest.length]).toEqual([true, 2, 0]);
    }),
  );
});

test.each(['data: [DONE', 'data: [DONE]\n', 'data: 1234567\n\n', 'datum: [DONE]\n\n', ': data: [DONE]\n\n'])(
  '%j is no end mark',
  (text) => {
    expect(run(text, []).splitter.done).toBe(false);
  },
);

test.each([
  ['data: {"a', true],
  ['data: 1\n', true],
  [': keep', false],
  ['data: 1\n\n', false],
])('in %j data is coming: %p', (text, expected) => {
  expect(run(text, []).splitter.isInData).toBe(expected);
});
