import fc from 'fast-check';
import { type FailedAttempt, retryAfterMs } from '../../../../../lambda/router/domain/upstream/retry.ts';

const NOW = Date.UTC(2026, 0, 1);
const decide = (failed: Partial<FailedAttempt>) =>
  retryAfterMs({ outcome: 503, headers: {}, attempt: 1, elapsedMs: 0, leftMs: 600_000, nowMs: NOW, jitter: 0.5, ...failed });

test.each(['unreachable', 'broken', 408, 409, 429, 500, 502, 503, 504, 529] as const)('%p is tried again', (outcome) => {
  expect(decide({ outcome })).toBe(250);
});

test.each(['slow', 'stalled', 'cancelled', 400, 401, 403, 404, 413, 422, 501] as const)('%p is not tried again', (outcome) => {
  expect(decide({ outcome })).toBeUndefined();
});

test('waits grow, and jitter spreads them', () => {
  expect([0, 0.5, 0.999].map((jitter) => decide({ jitter }))).toEqual([125, 250, 374.75]);
  expect(decide({ attempt: 2 })).toBe(500);
});

test('the third attempt is the last', () => {
  expect(decide({ attempt: 3 })).toBeUndefined();
});

test.each([
  [{ 'retry-after': '2' }, 2_250],
  [{ 'retry-after': '1.5' }, 1_750],
  [{ 'retry-after': '0' }, 250],
  [{ 'retry-after': '10' }, 10_250],
  [{ 'retry-after': new Date(NOW + 3_000).toUTCString() }, 3_250],
  [{ 'retry-after': new Date(NOW - 3_000).toUTCString() }, 250],
  [{ 'retry-after-ms': '120', 'retry-after': '9' }, 370],
  [{ 'retry-after': 'soon' }, 250],
  [{ 'retry-after': '-5' }, 250],
])('%j is waited for %p ms', (headers, wait) => {
  expect(decide({ outcome: 429, headers })).toEqual(wait);
});

test('clients that were told the same second come back one after the other', () => {
  const waits = [0, 0.5, 0.999].map((jitter) => decide({ outcome: 429, headers: { 'retry-after': '1' }, jitter }));
  expect(waits).toEqual([1_125, 1_250, 1_374.75]);
});

test('an upstream that asks for more than ten seconds is not waited for', () => {
  expect(decide({ outcome: 429, headers: { 'retry-after': '11' } })).toBeUndefined();
});

test('while another upstream stands ready there is one retry, at once', () => {
  expect([0, 0.5, 0.999].map((jitter) => decide({ patienceMs: 100, jitter }))).toEqual([0, 50, 99.9]);
  expect(decide({ patienceMs: 100, attempt: 2 })).toBeUndefined();
});

test.each([429, 503])('while another upstream stands ready, a %p that asks for a pause is not waited for', (outcome) => {
  expect(decide({ patienceMs: 100, outcome, headers: { 'retry-after': '1' } })).toBeUndefined();
});

test('an upstream that says not to retry is obeyed', () => {
  expect(decide({ outcome: 429, headers: { 'x-should-retry': 'false' } })).toBeUndefined();
});

test('after thirty seconds nothing is tried again', () => {
  expect(decide({ elapsedMs: 29_900 })).toBeUndefined();
});

test('no retry begins when the time for all attempts is over', () => {
  expect([251, 250].map((leftMs) => decide({ leftMs }))).toEqual([250, undefined]);
});

test('whatever happens, a wait lies between 0 and 11 s and ends within 30 s', () => {
  const outcome = fc.oneof(
    fc.constantFrom('unreachable' as const, 'broken' as const, 429, 503),
    fc.integer({ min: 100, max: 599 }),
  );
  const headers = fc.record({ 'retry-after': fc.string(), 'retry-after-ms': fc.string() }, { requiredKeys: [] });
  const numbers = fc.record({ 'retry-after': fc.oneof(fc.nat(), fc.double()).map(String) });
  fc.assert(
    fc.property(
      outcome,
      fc.oneof(headers, numbers),
      fc.integer({ min: 1, max: 5 }),
      fc.nat({ max: 60_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (happened, said, attempt, elapsedMs, jitter) => {
        const wait = decide({ outcome: happened, headers: said, attempt, elapsedMs, jitter }) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(11_000);
        expect(wait === 0 || elapsedMs + wait <= 30_000).toBe(true);
      },
    ),
  );
});
