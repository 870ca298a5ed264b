import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { spansOf } from '../../../../../lambda/router/domain/telemetry/spans.ts';
import { ask } from '../../support/ask.ts';
import { CALLER, chatEvent } from '../../support/events.ts';
import { MemorySessions } from '../../support/memory-sessions.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const PROMPT = 'a prompt that stays here';
const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Everything on that a request can pass. */
const CONFIG: RouterConfig = {
  version: 1,
  models: { gpt: { kind: 'openai', baseUrl: 'http://up/v1' } },
  moderation: { default: { input: POLICY, whenUnavailable: 'refuse', streamWindow: 64 } },
  sessions: { research: { maxTokens: 1000, ttlSeconds: 60 } },
  limits: { research: { tokensPerMinute: 5_000, whenUnavailable: 'refuse' } },
  cache: { research: { ttlSeconds: 60, maxEntryBytes: 1_000_000, shareAcrossUsers: true } },
};

const answer = () => {
  const choice = { index: 0, message: { role: 'assistant', content: 'Yes.' }, finish_reason: 'stop' };
  return { body: [JSON.stringify({ id: 'c', object: 'chat.completion', choices: [choice] })] };
};

/** One request through the router; what its trace would be. */
async function traced(headers: Readonly<Record<string, string>>, traceRatio?: number) {
  const told: Observation[] = [];
  const now = Date.now();
  const decided = { decidedFor: 'request-1', decidedFrom: String(now - 5), decidedUntil: String(now - 1) };
  const event = chatEvent(
    { model: 'gpt', messages: [{ role: 'user', content: PROMPT }] },
    { headers: { 'x-session-id': 'talk', ...headers }, authorizer: { ...CALLER, ...decided } },
  );
  const upstream = new ScriptedUpstream(answer());
  const { sink } = await ask(event, {
    ...{ upstream, moderator: MODERATOR, sessions: new MemorySessions(), newId: () => crypto.randomUUID() },
    config: { current: async () => CONFIG, refresh: async () => undefined },
    telemetry: { ...(traceRatio !== undefined && { traceRatio }), finished: (observation) => told.push(observation) },
  });
  expect(sink.status).toBe(200);
  const [observation] = told;
  return { observation, spans: observation === undefined ? [] : spansOf(observation) };
}

test('authorizer, session, guard, quota, cache and upstream are one trace under the client’s span', async () => {
  const { spans } = await traced({ traceparent: `00-${TRACE}-b7ad6b7169203331-01` }, 0);
  const [server, ...below] = spans;
  expect(server).toMatchObject({ name: 'POST /v1/chat/completions', parentSpanId: 'b7ad6b7169203331' });
  expect(below.map(({ name }) => name)).toEqual(['authorize', 'session', 'guard', 'quota', 'cache', 'chat gpt']);
  expect(new Set(below.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([server?.spanId]));
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(7);
});

test('a call names its server with its port, as the conventions want it, also where the URL leaves it out', async () => {
  const { spans } = await traced({}, 1);
  expect(spans.at(-1)?.attributes).toMatchObject({ 'server.address': 'up', 'server.port': 80 });
});

test('each part begins after the one before it', async () => {
  const { spans } = await traced({}, 1);
  const [, ...starts] = spans.map(({ startedAt }) => startedAt);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test('no span and nothing that spans are made of holds the prompt', async () => {
  const { observation, spans } = await traced({}, 1);
  expect(spans).toHaveLength(7);
  expect(JSON.stringify([observation, spans])).not.toContain('stays here');
});

test.each([
  ['no traces are recorded', {}, undefined],
  ['the ratio leaves the trace out', {}, 0],
  ['the client left its trace out', { traceparent: `00-${TRACE}-b7ad6b7169203331-00` }, 1],
])('when %s, nothing is noted on the way', async (_, headers, ratio) => {
  const { observation, spans } = await traced(headers, ratio);
  expect(spans).toEqual([]);
  expect(observation?.steps).toBeUndefined();
});
