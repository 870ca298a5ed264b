import fc from 'fast-check';
import { CapturingSink } from '../../../../../lambda/router/domain/cache/capturing-sink.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const chunks = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.uint8Array()));

test('everything is passed on, and remembered up to the bound, to the byte', () => {
  fc.assert(
    fc.property(chunks, fc.nat(60), (written, bound) => {
      const inner = new RecordingSink();
      const sink = new CapturingSink(inner, bound, { 'x-cache': 'miss' });
      sink.start(200, { 'content-type': 'text/plain' });
      for (const chunk of written) sink.write(chunk);
      const all = Buffer.concat(written.map((chunk) => Buffer.from(chunk)));
      expect(Buffer.concat(inner.chunks).equals(all)).toBe(true);
      if (all.length > bound) expect(sink.captured).toBeUndefined();
      else expect(sink.captured).toEqual({ status: 200, headers: { 'content-type': 'text/plain' }, body: all });
      expect(inner.headers).toEqual({ 'x-cache': 'miss', 'content-type': 'text/plain' });
    }),
  );
});

test('pauses, the end and a client that leaves are those of the sink within', async () => {
  const inner = new RecordingSink();
  inner.onWrite = () => false;
  const sink = new CapturingSink(inner, 10, {});
  expect(sink.captured).toBeUndefined();
  sink.start(404, {});
  expect([sink.write('a'), sink.captured, sink.closed]).toEqual([false, undefined, inner.closed]);
  await sink.drained();
  await sink.end();
  expect(inner.ended).toBe(true);
});

test('bytes in another encoding pass and are not remembered', () => {
  const inner = new RecordingSink();
  const sink = new CapturingSink(inner, 10, {});
  sink.start(200, { 'content-encoding': 'gzip' });
  sink.write('a');
  expect([inner.text, sink.captured]).toEqual(['a', undefined]);
});
