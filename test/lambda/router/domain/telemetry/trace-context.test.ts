import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { traceContextOf, traceparentOf, upstreamSpan } from '../../../../../lambda/router/domain/telemetry/trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const incoming = (traceparent: string | undefined, tracestate?: string) => ({ traceparent, tracestate });
const SAMPLED = incoming(`00-${TRACE}-${SPAN}-01`, 'vendor=1');

test('a caller who sends its trace is the parent, and has decided whether it is sampled', () => {
  expect(traceContextOf(SAMPLED, 0, randomUUID)).toEqual({
    traceId: TRACE,
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    parentSpanId: SPAN,
    sampled: true,
    state: 'vendor=1',
    recording: true,
  });
  expect(traceContextOf(incoming(`00-${TRACE}-${SPAN}-00`), 1, randomUUID)?.sampled).toBe(false);
});

test('without tracing the trace of the caller goes on to upstreams as it came', () => {
  const trace = traceContextOf(SAMPLED, undefined, randomUUID);
  expect(trace?.recording).toBe(false);
  expect(trace && upstreamSpan(trace, randomUUID).headers).toEqual({
    traceparent: `00-${TRACE}-${SPAN}-01`,
    tracestate: 'vendor=1',
  });
});

test('without tracing and without a trace there is none', () => {
  expect(traceContextOf(incoming(undefined), undefined, randomUUID)).toBeUndefined();
});

test('every upstream call has a span of its own, which the upstream is told', () => {
  const trace = traceContextOf(incoming(undefined), 1, randomUUID);
  if (trace === undefined) throw new Error('there is no trace');
  const [first, second] = [upstreamSpan(trace, randomUUID), upstreamSpan(trace, randomUUID)];
  expect(new Set([trace.spanId, first.spanId, second.spanId]).size).toBe(3);
  expect(first.headers).toEqual({ traceparent: `00-${trace.traceId}-${first.spanId}-01` });
});

test('of new traces the share that was asked for is sampled', () => {
  const sampled = (ratio: number) =>
    Array.from({ length: 2_000 }, () => traceContextOf(incoming(undefined), ratio, randomUUID)).filter((trace) => trace?.sampled);
  expect([sampled(0).length, sampled(1).length]).toEqual([0, 2_000]);
  // Five standard deviations to either side.
  expect(Math.abs(sampled(0.25).length - 500)).toBeLessThan(100);
});

test.each([
  '',
  'nonsense',
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01\r\nx-evil: 1`,
])('%j is no trace: a new one begins', (traceparent) => {
  expect(traceContextOf(incoming(traceparent), 1, randomUUID)?.traceId).not.toBe(TRACE);
});

test('a tracestate that no header can hold is dropped, not passed on', () => {
  expect(traceContextOf({ ...SAMPLED, tracestate: 'a=1\nx: 2' }, 1, randomUUID)).not.toHaveProperty('state');
});

test('whatever comes in, what goes out is a valid traceparent', () => {
  fc.assert(
    fc.property(fc.string(), (traceparent) => {
      const trace = traceContextOf(incoming(traceparent), 1, randomUUID);
      expect(trace && traceparentOf(trace)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    }),
  );
});
