import {
  isChat,
  isModelRequest,
  latencyMs,
  timePerOutputTokenMs,
  timeToFirstTokenMs,
} from '../../../../../lambda/router/domain/telemetry/durations.ts';
import { observation } from '../../support/observations.ts';

test('latency runs to the last byte, the first token to the first', () => {
  expect([latencyMs(observation()), timeToFirstTokenMs(observation())]).toEqual([2_000, 500]);
});

test('the time for which a model woke belongs to the latency, not to the first token', () => {
  const woken = observation({ coldStartMs: 300 });
  expect([latencyMs(woken), timeToFirstTokenMs(woken), timePerOutputTokenMs(woken)]).toEqual([2_000, 200, 150]);
});

test('the time per token leaves the first one out', () => {
  expect(timePerOutputTokenMs(observation())).toBe(150);
});

test.each([{ outputTokens: 1 }, { outputTokens: 0 }])('%j has no time per token', (parts) => {
  expect(timePerOutputTokenMs(observation(parts))).toBeUndefined();
});

test('a clock that is set back gives no negative time', () => {
  const back = observation({ startedAt: 5_000, firstByteAt: 4_000, endedAt: 3_000 });
  expect([latencyMs(back), timeToFirstTokenMs(back), timePerOutputTokenMs(back)]).toEqual([0, 0, 0]);
});

test.each([
  ['POST /v1/chat/completions', true, true],
  ['POST /v1/messages', true, true],
  ['POST /v1/embeddings', true, false],
  ['GET /v1/models', false, false],
  [undefined, false, false],
])('%s asks a model: %p, is a chat: %p', (endpoint, asks, chats) => {
  const parts = endpoint === undefined ? {} : { endpoint };
  expect([isModelRequest(parts), isChat(parts)]).toEqual([asks, chats]);
});
