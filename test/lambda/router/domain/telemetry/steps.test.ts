import { OpenAiError } from '../../../../../lambda/router/domain/http/openai-error.ts';
import type { Step } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { authorizeStep, step } from '../../../../../lambda/router/domain/telemetry/steps.ts';

const TRACED = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true, recording: true };
const ID = '00000000-0000-4000-8000-00000000002a';

function request(trace: typeof TRACED | undefined) {
  const asked: string[] = [];
  let now = 1_000;
  const clock = {
    now: () => {
      asked.push('now');
      now += 10;
      return now;
    },
    sleep: async () => undefined,
  };
  const journal: { trace?: typeof TRACED; steps?: readonly Step[] } = trace ? { trace } : {};
  return { journal, ports: { clock, newId: () => ID }, asked };
}

test('of a traced request each part is noted with when it began and ended', async () => {
  const traced = request(TRACED);
  await expect(step(traced, 'quota', async () => 7)).resolves.toBe(7);
  await step(traced, 'cache', async () => undefined);
  expect(traced.journal.steps).toEqual([
    { name: 'quota', spanId: '800000000000002a', startedAt: 1_010, endedAt: 1_020, failed: false },
    { name: 'cache', spanId: '800000000000002a', startedAt: 1_030, endedAt: 1_040, failed: false },
  ]);
});

test.each([
  ['without a trace', undefined],
  ['whose trace is not sampled', { ...TRACED, sampled: false }],
  ['whose trace is only passed on', { ...TRACED, recording: false }],
])('a request %s is not even timed', async (_, trace) => {
  const plain = request(trace);
  await expect(step(plain, 'guard', async () => 7)).resolves.toBe(7);
  expect([plain.journal.steps, plain.asked]).toEqual([undefined, []]);
});

test('a refusal is no failure of the part, an outage is one, and both stay as they were', async () => {
  const traced = request(TRACED);
  for (const error of [new OpenAiError(429, 'no'), new OpenAiError(503, 'down'), new Error('lost')]) {
    await expect(step(traced, 'quota', () => Promise.reject(error))).rejects.toBe(error);
  }
  expect(traced.journal.steps?.map(({ failed }) => failed)).toEqual([false, true, true]);
});

const event = (authorizer: unknown) => ({ requestContext: { authorizer } });
const time = { decidedFor: 'request-1', decidedFrom: '1000', decidedUntil: '1020' };

test('the authorizer’s part is that of the same request', () => {
  expect(authorizeStep(event(time), 'request-1', () => ID)).toEqual({
    ...{ name: 'authorize', spanId: '800000000000002a', startedAt: 1_000, endedAt: 1_020, failed: false },
  });
});

test('an answer that was kept from an earlier request took no time of this one', () => {
  expect(authorizeStep(event(time), 'request-2', () => ID)).toBeUndefined();
});

test.each([
  [{}],
  [event(null)],
  [event('x')],
  [{ requestContext: null }],
  [{ requestContext: 5 }],
  [event({ ...time, decidedUntil: 'soon' })],
  [event({ ...time, decidedUntil: '999' })],
  [event({ ...time, decidedUntil: '99999999' })],
])('%j tells nothing of the authorizer', (odd) => {
  expect(authorizeStep(odd, 'request-1', () => ID)).toBeUndefined();
});
