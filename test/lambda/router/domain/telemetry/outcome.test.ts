import fc from 'fast-check';
import { outcomeOf } from '../../../../../lambda/router/domain/telemetry/outcome.ts';

test.each([
  [{ partial: false }, 'success'],
  [{ partial: true }, 'cancelled'],
  [{ partial: false, failure: 'unreachable: connect ECONNREFUSED 127.0.0.1:8000' }, 'unreachable'],
  [{ partial: true, failure: 'stalled: silent for 25000 ms' }, 'stalled'],
  [{ partial: true, failure: 'cancelled: the client left' }, 'cancelled'],
  [{ partial: false, failure: 'asleep: status 503' }, 'asleep'],
  [{ partial: false, failure: 'status 529' }, '529'],
  [{ partial: true, failure: 'ended without [DONE]' }, 'broken'],
])('%j is %s', (attempt, outcome) => {
  expect(outcomeOf(attempt)).toBe(outcome);
});

test('whatever an upstream says, an outcome is a status or one of few words', () => {
  fc.assert(
    fc.property(fc.string(), (failure) => {
      expect(outcomeOf({ failure, partial: false })).toMatch(
        /^(\d{3}|unreachable|slow|stalled|broken|overdue|cancelled|asleep)$/,
      );
    }),
  );
});
