import { arrivalsIn, madeUpArrivals } from '../../../tools/demo/arrivals.ts';
import { grown, outcomeOf } from '../../../tools/demo/load.ts';
import { questionFor } from '../../../tools/demo/question.ts';
import { randomFrom } from '../../../tools/fuzz/random.ts';

const HEAD = 'TIMESTAMP,ContextTokens,GeneratedTokens';

test('a trace in Azure’s form is read, its times from the first on', () => {
  expect(arrivalsIn(`${HEAD}\n2023-11-16 18:17:03.9799600,4808,10\n2023-11-16 18:17:04.0319600,3180,0\r\n`)).toEqual([
    { atMs: 0, inputTokens: 4808, outputTokens: 10 },
    { atMs: 52, inputTokens: 3180, outputTokens: 1 },
  ]);
});

test.each(['2023-11-16 18:17:03.97,-1,3', 'yesterday,1,2', '2023-13-99 18:17:03.97,1,1', ''])(
  'the line %p is shown as none',
  (line) => {
    expect(() => arrivalsIn(`${HEAD}\n2023-11-16 18:17:03.97,1,1\n${line}\n2023-11-16 18:17:03.97,1,1`)).toThrow(
      `line 3 of the trace is "${line}"`,
    );
  },
);

test('a trace without arrivals is none', () => {
  expect(() => arrivalsIn(`${HEAD}\n`)).toThrow('the trace has no arrivals');
});

test('arrivals by chance are those of their seed, in order, about an hour of them', () => {
  const arrivals = madeUpArrivals(randomFrom(1));
  expect(madeUpArrivals(randomFrom(1))).toEqual(arrivals);
  expect(arrivals.every(({ atMs }, index) => index === 0 || atMs >= (arrivals[index - 1]?.atMs ?? 0))).toBe(true);
  expect(Math.abs((arrivals.at(-1)?.atMs ?? 0) / 3_600_000 - 1)).toBeLessThan(0.1);
  expect(arrivals.every(({ inputTokens, outputTokens }) => inputTokens >= 1 && outputTokens >= 1)).toBe(true);
});

test('a question is as long as its arrival says, and no two of them alike but for those the cache should know', () => {
  const arrival = { atMs: 0, inputTokens: 1_000, outputTokens: 20 };
  expect(questionFor(arrival, 5).content).toHaveLength(4_002);
  expect(questionFor(arrival, 5).content).not.toBe(questionFor(arrival, 6).content);
  expect(questionFor(arrival, 2)).toMatchObject({ content: questionFor(arrival, 12).content });
});

test('an answer in place of a candidate that was left out or failed is a fallback', () => {
  expect(outcomeOf(200, 'chat; small; fallback after large (503)')).toBe('fallback');
  expect(outcomeOf(200, 'assistant; small; priority')).toBe('answered');
  expect(outcomeOf(200, 'chat; small; priority, not large (circuit breaker is open)')).toBe('fallback');
  expect(outcomeOf(200, 'chat; large; priority')).toBe('answered');
  expect([outcomeOf(200, undefined), outcomeOf(429, undefined), outcomeOf(503, 'chat; (none); x')]).toEqual([
    'answered',
    'refused',
    'failed',
  ]);
});

test('the load grows to what it is then', () => {
  expect([grown(0), grown(10_000), grown(12_000)]).toEqual([0, 5_000, 7_000]);
});
