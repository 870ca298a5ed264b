import fc from 'fast-check';
import {
  asleepError,
  holdMs,
  isAsleep,
  LONGEST_HOLD_MS,
  mayBeAsleep,
} from '../../../../../lambda/router/domain/cold-start/asleep.ts';
import { pauseMs } from '../../../../../lambda/router/domain/cold-start/pause.ts';
import { isOutage, isWorthAnotherUpstream, outcomeOf } from '../../../../../lambda/router/domain/resilience/call-end.ts';
import { expectOpenAiError } from '../../support/errors.ts';

test.each(['unreachable', 502, 503, 504] as const)('%s may be what is left of a model without replicas', (outcome) => {
  expect(mayBeAsleep(outcome)).toBe(true);
});

test.each(['slow', 'stalled', 'broken', 'overdue', 'cancelled', 200, 400, 429, 500] as const)(
  '%s comes from a model that is awake',
  (outcome) => {
    expect(mayBeAsleep(outcome)).toBe(false);
  },
);

const time = fc.integer({ min: 0, max: 1_000_000 });

test('nobody waits beyond the time that a start has, nor longer than a silent client is kept', () => {
  fc.assert(
    fc.property(time, time, time, fc.integer({ min: 1, max: 1_000_000 }), (now, startedAt, since, withinMs) => {
      const hold = holdMs({ now, startedAt, since, withinMs });
      expect(now + hold).toBeLessThanOrEqual(since + withinMs);
      expect(now + hold).toBeLessThanOrEqual(startedAt + LONGEST_HOLD_MS);
      expect([since + withinMs, startedAt + LONGEST_HOLD_MS]).toContain(now + hold);
    }),
  );
});

test('pauses grow to four seconds, and differ by chance', () => {
  expect([0, 1, 2, 3, 4, 1_000].map((n) => pauseMs(n, 0.5))).toEqual([500, 1_000, 2_000, 4_000, 4_000, 4_000]);
  expect([pauseMs(3, 0), pauseMs(3, 0.999)]).toEqual([3_000, expect.closeTo(4_998)]);
});

test('while a model has time left to wake its error says how much, and is nobody’s failure', () => {
  const error = asleepError('llama', { now: 61_500, since: 1_000, withinMs: 300_000 });
  expect([error.status, error.headers, error.message]).toEqual([
    503,
    { 'retry-after': '240' },
    "The model 'llama' sleeps while nobody asks it, and is being woken. Ask again; it answers in 240 s at the latest.",
  ]);
  expectOpenAiError(error.body);
  expect([isAsleep(error), isWorthAnotherUpstream(error), outcomeOf(error, undefined, false)]).toEqual([true, true, 'abandoned']);
});

test('after its time it is an outage like any other', () => {
  const error = asleepError('llama', { now: 301_000, since: 1_000, withinMs: 300_000 });
  expect([error.status, error.headers, error.message]).toEqual([
    503,
    { 'retry-after': '60' },
    "The model 'llama' was to wake within 300 s and has not. Try again later.",
  ]);
  expect([isAsleep(error), isOutage(error), outcomeOf(error, undefined, false)]).toEqual([false, true, 'failure']);
});
