import fc from 'fast-check';
import { replay } from '../../../../../lambda/router/domain/cache/replay.ts';
import type { Exchange } from '../../../../../lambda/router/domain/exchange.ts';
import { apiRequest, chatEvent } from '../../support/events.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const exchangeWith = (sink: RecordingSink): Exchange => ({
  ...{ requestId: 'r', startedAt: 10_000, parameters: {}, sink, ports: testPorts({}), journal: { attempts: [] } },
  request: apiRequest('POST', '/v1/chat/completions', chatEvent({ model: 'gpt' })),
});
const found = (text: string, type = 'text/event-stream') => ({
  answer: { headers: { 'content-type': type }, body: Buffer.from(text), storedAt: 2_500, provider: 'openai' as const },
});
const eventsOf = (sizes: readonly number[], end: string) => sizes.map((size) => `data: ${'x'.repeat(size)}${end}`);

test('a stream comes as it was, cut between events only', async () => {
  const sizes = fc.array(fc.nat(50_000), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.constantFrom('\n\n', '\r\n\r\n'), async (lengths, end) => {
      const text = eventsOf(lengths, end).join('');
      const sink = new RecordingSink();
      await replay(exchangeWith(sink), found(text), 'hit');
      expect(sink.text).toBe(text);
      for (const chunk of sink.chunks) expect(chunk.toString().endsWith(end)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('one event that is larger than a piece stays one', async () => {
  const sink = new RecordingSink();
  await replay(exchangeWith(sink), found(eventsOf([10, 200_000, 10], '\n\n').join('')), 'hit');
  expect(sink.chunks.map(({ length }) => length)).toEqual([18, 200_008, 18]);
});

test('a slow client is waited for, and one that leaves gets no more', async () => {
  const sink = new RecordingSink();
  let waits = 0;
  sink.onWrite = () => false;
  sink.drained = async () => {
    waits += 1;
    if (waits === 2) sink.leave();
  };
  await replay(exchangeWith(sink), found(eventsOf(Array(8).fill(60_000), '\n\n').join('')), 'hit');
  expect([waits, sink.chunks.length]).toEqual([2, 2]);
});

test('a whole answer comes in one piece, with its age and how close it is', async () => {
  const sink = new RecordingSink();
  const exchange = exchangeWith(sink);
  await replay(exchange, { ...found('x'.repeat(200_000), 'application/json'), similarity: 0.98765 }, 'semantic');
  expect(sink.chunks).toHaveLength(1);
  expect(sink.headers).toEqual({
    'content-type': 'application/json',
    'x-request-id': 'r',
    'x-cache': 'semantic',
    'x-cache-similarity': '0.9877',
    age: '7',
  });
  expect(exchange.journal.cache).toEqual({ outcome: 'semantic', ageSeconds: 7 });
});
