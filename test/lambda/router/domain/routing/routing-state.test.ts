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
  const inFlight = () => state.snapshot('chat', models, 0).upstreams.a?.inFlight;
  state.started(name, 0);
  state.started(name, 0);
  expect(inFlight()).toBe(2);
  state.ended(name, { kind: 'success', startedAt: 0, at: 1 });
  state.ended(name, { kind: 'abandoned', startedAt: 0, at: 1 });
  expect(inFlight()).toBe(0);
});

test('latency is a moving average of measurements, forgotten after a minute without one', () => {
  const state = new InProcessRoutingState();
  const latency = (now: number) => state.snapshot('chat', models, now).upstreams.a?.latencyMs;
  expect(latency(0)).toBeUndefined();
  for (const latencyMs of [100, 200]) state.ended(name, { kind: 'success', startedAt: 0, at: 1_000, latencyMs });
  state.ended(name, { kind: 'failure', startedAt: 0, at: 2_000 });
  expect(latency(61_000)).toBe(120);
  expect(latency(61_001)).toBeUndefined();
});

test('a breaker opens for all names of the upstream, and a snapshot taken before does not change', () => {
  const state = new InProcessRoutingState();
  const before = state.snapshot('chat', models, 0);
  for (let count = 0; count < FAILURES_TO_OPEN; count++) {
    state.started(name, 5);
    state.ended(name, { kind: 'failure', startedAt: 5, at: 6 });
  }
  expect(state.snapshot('chat', { b: GPT }, 7).upstreams.b?.breaker).toBe('open');
  expect(before.upstreams.a?.breaker).toBe('closed');
});
