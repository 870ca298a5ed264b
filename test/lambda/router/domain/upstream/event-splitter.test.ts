import fc from 'fast-check';
import { EventSplitter } from '../../../../../lambda/router/domain/upstream/event-splitter.ts';
import { reportedUsage } from '../../../../../lambda/router/domain/upstream/reported.ts';
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

const USAGE = '"usage":{"prompt_tokens":30,"completion_tokens":4}';

test.each([
  [
    'in an event of its own, before a large one',
    [`data: {"choices":[],${USAGE}}\n\n`, `data: {"pad":"${'x'.repeat(9_000)}"}\n\n`],
  ],
  ['at the beginning of a large event', [`data: {${USAGE},"search_results":"${'x'.repeat(60_000)}"}\n\n`]],
  ['before several', [`data: {${USAGE}}\n\n`, ...new Array<string>(6).fill(`data: {"pad":"${'x'.repeat(1_500)}"}\n\n`)]],
])('usage is remembered %s, wherever it is cut', (_, events) => {
  const text = [chunkEvent({ content: 'a' }).repeat(40), ...events, 'data: [DONE]\n\n'].join('');
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 200 }), (cuts) => {
      expect(reportedUsage(run(text, cuts).splitter.counted)).toEqual({ inputTokens: 30, outputTokens: 4 });
    }),
    { numRuns: 50 },
  );
  // Through the very middle of the usage, too.
  const at = text.indexOf(USAGE);
  for (let cut = at - 2; cut < at + USAGE.length + 2; cut++) {
    expect(reportedUsage(run(text, [cut]).splitter.counted)).toEqual({ inputTokens: 30, outputTokens: 4 });
  }
  const ends = [...text.matchAll(/\n\n/g)].map(({ index }) => index + 2);
  expect(reportedUsage(run(text, ends).splitter.counted)).toEqual({ inputTokens: 30, outputTokens: 4 });
});

test('of several usages the last counts, and what has none is empty', () => {
  const counted = (tokens: number) => `data: {"usage":{"prompt_tokens":1,"completion_tokens":${tokens}}}\n\n`;
  const text = [counted(1), counted(2), `data: {"usage":null,"pad":"${'x'.repeat(5_000)}"}\n\n`].join('');
  expect(reportedUsage(run(text, [70, 140]).splitter.counted)).toEqual({ inputTokens: 1, outputTokens: 2 });
  expect(run(chunkEvent({ content: 'prompt_tokens' }).repeat(50), []).splitter.counted).not.toContain('usage');
  expect(run(chunkEvent({ content: 'a' }), []).splitter.counted).toBe('');
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
