import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import {
  isOutage,
  isTooLong,
  isWorthAnotherUpstream,
  mayBeTheRequest,
  outcomeOf,
  restAfter,
} from '../../../../../lambda/router/domain/resilience/call-end.ts';
import { type Attempt, NO_USAGE } from '../../../../../lambda/router/domain/usage.ts';

const WHOLE: Attempt = { number: 1, startedAt: 0, endedAt: 1, status: 200, partial: false, providerModel: 'm', usage: NO_USAGE };
const BROKEN: Attempt = { ...WHOLE, partial: true, failure: 'broken: ECONNRESET' };
const error = (status: number) => new OpenAiError(status, 'no');

test.each([408, 429, 500, 502, 503, 504, 599])('after a %i another upstream is asked', (status) => {
  expect(isWorthAnotherUpstream(error(status))).toBe(true);
});

test.each([400, 403, 404, 409, 413, 422, 499])('after a %i none is: it is about the request', (status) => {
  expect(isWorthAnotherUpstream(error(status))).toBe(false);
});

test('a fault of our own is not retried elsewhere', () => {
  expect(isWorthAnotherUpstream(new TypeError('bug'))).toBe(false);
});

test.each([
  ['a whole answer', undefined, WHOLE, false, 'success'],
  ['a whole answer, then the client leaves', undefined, WHOLE, true, 'success'],
  ['a stream that breaks', undefined, BROKEN, false, 'failure'],
  ['a stream that the client leaves', undefined, BROKEN, true, 'abandoned'],
  ['a refusal of the request', error(400), WHOLE, false, 'success'],
  ['a request that was never sent', error(400), undefined, false, 'abandoned'],
  ['an overloaded upstream', error(503), WHOLE, false, 'failure'],
  ['a limit of its rate', error(429), WHOLE, false, 'abandoned'],
  ['a client that does not wait', error(499), BROKEN, true, 'abandoned'],
  ['a stream that does not end', undefined, { ...BROKEN, failure: 'overdue: 600000 ms' }, false, 'abandoned'],
  ['a bug', new TypeError('bug'), undefined, false, 'abandoned'],
] as const)('%s tells the breaker the right thing', (_, thrown, last, gone, outcome) => {
  expect(outcomeOf(thrown, last, gone)).toBe(outcome);
});

test.each([
  [400, "This model's maximum context length is 4096 tokens", undefined, true],
  [400, 'Your input exceeds the context window of this model.', undefined, true],
  [400, 'prompt is too long: 210000 tokens > 200000 maximum', undefined, true],
  [400, 'Input is too long for requested model.', undefined, true],
  [400, 'no', 'context_length_exceeded', true],
  [400, "'messages' is too long: 2049 entries", undefined, false],
  [422, 'maximum context length', undefined, false],
])('%i %p (%p): whether the prompt is too long for this model is %p', (status, message, code, tooLong) => {
  expect(isTooLong(new OpenAiError(status, message, code === undefined ? {} : { code }))).toBe(tooLong);
});

test('only outages count: neither a limit of the rate nor what operators must put right', () => {
  const refused = new OpenAiError(502, 'no', { code: 'upstream_credential_refused' });
  const misnamed = new OpenAiError(502, 'no', { code: 'upstream_misconfigured' });
  expect([error(503), error(500), error(504), error(429), refused, misnamed, error(400)].map(isOutage)).toEqual([
    ...[true, true, true],
    ...[false, false, false, false],
  ]);
  expect([refused, misnamed].map((thrown) => outcomeOf(thrown, WHOLE, false))).toEqual(['abandoned', 'abandoned']);
});

const SAID: Attempt = { ...WHOLE, failure: 'status 429' };
const asking = (status: number, headers: Record<string, string>) => new OpenAiError(status, 'later', { headers });

test.each([
  ['a limit of its rate', asking(429, { 'retry-after': '30' }), SAID, 30_000],
  ['overload', asking(503, { 'retry-after': '2' }), SAID, 2_000],
  ['a date', asking(429, { 'retry-after': 'Thu, 01 Jan 1970 00:00:11 GMT' }), SAID, 10_000],
  ['milliseconds', asking(529, { 'retry-after-ms': '1500', 'retry-after': '2' }), SAID, 1_500],
  ['an hour', asking(429, { 'retry-after': '3600' }), SAID, 60_000],
  ['no pause', asking(429, {}), SAID, 1_000],
  ['overload, and no pause', asking(503, {}), SAID, 0],
  ['a key that is refused', new OpenAiError(502, 'no', { code: 'upstream_credential_refused' }), SAID, 10_000],
  ['a model that is not there', new OpenAiError(502, 'no', { code: 'upstream_misconfigured' }), SAID, 10_000],
  ['a refusal of the request', asking(400, { 'retry-after': '30' }), SAID, 0],
  ['a model that sleeps', asking(503, { 'retry-after': '30' }), { ...SAID, failure: 'asleep: status 503' }, 0],
  ['a platform that stops', asking(503, { 'retry-after': '1' }), { ...SAID, failure: 'stopped: the platform stops' }, 0],
  ['a call that was never made', asking(429, { 'retry-after': '1' }), undefined, 0],
  ['a bug', new TypeError('bug'), SAID, 0],
])('how long an upstream is left alone: %s', (_, thrown, last, ms) => {
  expect(restAfter(thrown, last, 1_000)).toBe(ms);
});

test.each([
  ['an error without a name', error(500), true],
  ['too long a wait', error(504), true],
  ['an answer that breaks off', new OpenAiError(502, 'no', { code: 'upstream_interrupted' }), true],
  ['a stream that breaks off', undefined, true],
  ['an overloaded upstream', error(503), false],
  ['nobody there', new OpenAiError(502, 'no', { code: 'upstream_unreachable' }), false],
])('%s may or may not be about the request', (_, thrown, may) => {
  expect(mayBeTheRequest(thrown)).toBe(may);
});
