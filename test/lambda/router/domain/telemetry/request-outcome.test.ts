import { requestOutcome } from '../../../../../lambda/router/domain/telemetry/request-outcome.ts';
import { statusLabel } from '../../../../../lambda/router/domain/telemetry/status-label.ts';
import { attempt, observation } from '../../support/observations.ts';

const cut = (outcome: string) => attempt({ partial: true, outcome, failure: `${outcome}: it ended` });
const blocked = {
  action: 'block',
  categories: ['hate'],
  sides: [{ side: 'output', action: 'block', category: 'hate' }],
} as const;

test.each([
  ['an answer', {}, 'success', '200'],
  ['a request at fault', { status: 400, attempts: [] }, 'refused', '400'],
  ['a limit', { status: 429, attempts: [] }, 'refused', '429'],
  ['no answer', { status: 502 }, 'failed', '502'],
  ['a model that wakes', { status: 503, asleep: true } as const, 'refused', 'asleep'],
  ['a stream that broke off', { attempts: [cut('broken')] }, 'failed', 'broken'],
  ['a stream that fell silent', { attempts: [cut('stalled')] }, 'failed', 'broken'],
  ['a stream whose server stopped', { attempts: [cut('stopped')] }, 'failed', 'broken'],
  ['a stream that broke off before its client left', { attempts: [cut('broken')], left: true } as const, 'failed', 'broken'],
  ['a client that left before there was a status', { status: 499, attempts: [cut('cancelled')] }, 'left', '499'],
  ['a client that left in the middle', { attempts: [cut('cancelled')], left: true } as const, 'left', '499'],
  ['a client that left after the last byte', { left: true } as const, 'success', '200'],
  ["another request's answer that broke off", { attempts: [], cache: 'hit', cutOff: true } as const, 'failed', 'broken'],
  ['an answer that the guard ended in the middle', { attempts: [cut('cancelled')], moderation: blocked }, 'refused', '200'],
  ['an answer that could not be read on', { attempts: [cut('cancelled')] }, 'failed', 'broken'],
])('%s', (_, parts, outcome, label) => {
  const ended = observation(parts);
  expect([requestOutcome(ended), statusLabel(ended)]).toEqual([outcome, label]);
});

test('an attempt that failed before it was heard of does not count when something else answered', () => {
  const slow = attempt({ model: 'llama', status: 504, partial: true, outcome: 'slow' });
  expect(requestOutcome(observation({ attempts: [slow, attempt()] }))).toBe('success');
  // The route's default answer, or one out of the cache.
  expect(requestOutcome(observation({ attempts: [slow] }))).toBe('success');
});

test('a second opinion that broke off is no part of the answer', () => {
  const aside = attempt({ partial: true, outcome: 'broken', aside: true });
  expect(requestOutcome(observation({ attempts: [attempt(), aside] }))).toBe('success');
});

test('nothing was sent: the client left', () => {
  const { status: _status, ...gone } = observation();
  expect([requestOutcome(gone), statusLabel(gone)]).toEqual(['left', '499']);
});
