import type { ModelTarget } from '../../../../../lambda/router/contract/targets.ts';
import { FAILURES_TO_OPEN } from '../../../../../lambda/router/domain/resilience/breaker.ts';
import { InProcessRoutingState, upstreamOf } from '../../../../../lambda/router/domain/routing/routing-state.ts';

const GPT: ModelTarget = { kind: 'openai', baseUrl: 'http://upstream/v1', model: 'gpt' };
const name = upstreamOf('a', GPT);
const models = { a: GPT };

test('names that lead to the same model of the same server share one upstream', () => {
  expect(upstreamOf('b', GPT)).toBe(name);
  expect(upstreamOf('gpt', { kind: 'openai', baseUrl: 'http://upstream/v1' })).toBe(name);
  expect(upstreamOf('b', { kind: 'openai', baseUrl: 'http://upstream/v1' })).not.toBe(name);
  expect(upstreamOf('a', { ...GPT, baseUrl: 'http://other/v1' })).not.toBe(name);
  expect(upstreamOf('a', { kind: 'echo' })).not.toBe(upstreamOf('b', { kind: 'echo' }));
  expect(upstreamOf('a', { kind: 'bedrock', modelId: 'm' })).toBe(upstreamOf('b', { kind: 'bedrock', modelId: 'm' }));
});

test('each snapshot of a route is one turn, and frozen', () => {
  const state = new InProcessRoutingState();
  const turns = ['chat', 'chat', 'other', 'chat'].map((alias) => state.snapshot(alias, models, 0));
  expect(turns.map(({ turn }) => turn)).toEqual([0, 1, 0, 2]);
  expect(turns.every((snapshot) => Object.isFrozen(snapshot) && Object.isFrozen(snapshot.upstreams.a))).toBe(true);
});

test('calls are in flight until they end', () => {
  const state = new InProcessRoutingState();
  const inFlight = () => {
    const { inFlight: all, streaming } = state.snapshot('chat', models, 0).upstreams.a ?? {};
    return [all, streaming];
  };
  state.started(name, 0, true);
  state.started(name, 0, false);
  expect(inFlight()).toEqual([2, 1]);
  state.ended(name, { kind: 'success', startedAt: 0, at: 1, stream: true });
  expect(inFlight()).toEqual([1, 0]);
  state.ended(name, { kind: 'abandoned', startedAt: 0, at: 1, stream: false });
  expect(inFlight()).toEqual([0, 0]);
});

test('latency is a moving average of measurements, forgotten after a minute without one', () => {
  const state = new InProcessRoutingState();
  const latency = (now: number) => state.snapshot('chat', models, now).upstreams.a?.wholeAnswerMs;
  expect(latency(0)).toBeUndefined();
  for (const latencyMs of [100, 200]) state.ended(name, { kind: 'success', startedAt: 0, at: 1_000, stream: false, latencyMs });
  state.ended(name, { kind: 'failure', startedAt: 0, at: 2_000, stream: false });
  expect(latency(61_000)).toBe(120);
  expect(latency(61_001)).toBeUndefined();
});

test('first bytes of streams and whole answers are averaged apart, the first bytes while the stream goes on', () => {
  const state = new InProcessRoutingState();
  const latencies = () => {
    const { firstByteMs, wholeAnswerMs } = state.snapshot('chat', models, 9_000).upstreams.a ?? {};
    return [firstByteMs, wholeAnswerMs];
  };
  state.ended(name, { kind: 'success', startedAt: 0, at: 5_000, stream: false, latencyMs: 5_000 });
  expect(latencies()).toEqual([undefined, 5_000]);
  state.answered(name, { startedAt: 0, at: 100, latencyMs: 100 });
  state.ended(name, { kind: 'success', startedAt: 0, at: 8_000, stream: true });
  expect(latencies()).toEqual([100, 5_000]);
  state.ended(name, { kind: 'success', startedAt: 0, at: 8_000, stream: true, latencyMs: 200 });
  expect(latencies()).toEqual([120, 5_000]);
});

test('an upstream rests for as long as it asked, by its last word', () => {
  const state = new InProcessRoutingState();
  const rest = (now: number) => state.snapshot('chat', models, now).upstreams.a?.restMs;
  expect(rest(0)).toBeUndefined();
  for (const restMs of [50_000, 30_000]) {
    state.ended(name, { kind: 'abandoned', startedAt: 0, at: 1_000, stream: false, restMs });
  }
  expect([rest(1_000), rest(30_999), rest(31_000), state.waitMs(name, 1_000)]).toEqual([30_000, 1, undefined, 0]);
});

test('a breaker opens for all names of the upstream, and a snapshot taken before does not change', () => {
  const state = new InProcessRoutingState();
  const before = state.snapshot('chat', models, 0);
  for (let count = 0; count < FAILURES_TO_OPEN; count++) {
    state.started(name, 5, false);
    state.ended(name, { kind: 'failure', startedAt: 5, at: 6, stream: false });
  }
  expect(state.snapshot('chat', { b: GPT }, 7).upstreams.b?.breaker).toBe('open');
  expect(before.upstreams.a?.breaker).toBe('closed');
});
