import fc from 'fast-check';
import { estimatedStreamTokens, estimatedTokens, usageRow } from '../../../../lambda/router/domain/usage.ts';
import { CALLER } from '../support/events.ts';

const SUBJECT = {
  caller: CALLER,
  requestId: 'request-1',
  region: 'eu-west-1',
  operation: 'chat.completions',
  model: 'gpt',
  provider: 'openai',
  stream: true,
} as const;

const ATTEMPT = {
  number: 2,
  startedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  endedAt: Date.UTC(2026, 0, 2, 3, 4, 7, 78),
  status: 200,
  partial: false,
  providerModel: 'gpt-2026',
  usage: { inputTokens: 3, outputTokens: 4, usageSource: 'provider' },
  failure: 'for the log only',
} as const;

test('a row holds who asked what of whom, and what came of it', () => {
  expect(usageRow(SUBJECT, { ...ATTEMPT, firstByteAt: ATTEMPT.startedAt + 120.4 })).toEqual({
    ...CALLER,
    requestId: 'request-1',
    attempt: 2,
    at: '2026-01-02T03:04:05.678Z',
    region: 'eu-west-1',
    operation: 'chat.completions',
    model: 'gpt',
    provider: 'openai',
    providerModel: 'gpt-2026',
    status: 200,
    stream: true,
    partial: false,
    inputTokens: 3,
    outputTokens: 4,
    usageSource: 'provider',
    latencyMs: 1_400,
    firstByteMs: 120,
  });
});

test('a row holds what the attempt cost, and the prices', () => {
  const charge = { costMicroDollars: 5, inputPrice: 1, outputPrice: 2, priceCatalogue: 'genai-prices', priceVersion: '0.1.8' };
  expect(usageRow(SUBJECT, { ...ATTEMPT, charge })).toMatchObject(charge);
  expect(usageRow(SUBJECT, ATTEMPT)).not.toHaveProperty('costMicroDollars');
});

test('a row names the candidate of an alias that was asked, and nothing twice', () => {
  expect(usageRow(SUBJECT, { ...ATTEMPT, model: 'gpt-mini' })).toMatchObject({ model: 'gpt', candidate: 'gpt-mini' });
  expect(usageRow(SUBJECT, { ...ATTEMPT, model: 'gpt' })).not.toHaveProperty('candidate');
});

test('an answer that was not streamed has no first byte, and a row is frozen', () => {
  const row = usageRow(SUBJECT, ATTEMPT);
  expect(row).not.toHaveProperty('firstByteMs');
  expect(Object.isFrozen(row)).toBe(true);
});

test.each([
  [0, 0],
  [1, 1],
  [4, 1],
  [5, 2],
])('%i bytes are about %i tokens', (bytes, tokens) => {
  expect(estimatedTokens(bytes)).toBe(tokens);
});

test('a stream of one token an event is counted by its events', () => {
  expect(estimatedStreamTokens(203, 203 * 190, 200, true)).toBe(200);
});

test('a stream of large events is counted by its bytes', () => {
  expect(estimatedStreamTokens(5, 5 * 200 + 4_000, 200, true)).toBe(1_000);
});

test('an estimate is never negative', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (events, bytes, first, whole) => {
      expect(estimatedStreamTokens(events, bytes, first, whole)).toBeGreaterThanOrEqual(0);
    }),
  );
});
