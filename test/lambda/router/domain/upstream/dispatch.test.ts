import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { COMPLETION } from '../../support/mock-upstream.ts';
import { configOf, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ask, BROKEN, ScriptedUpstream, TARGET, UNREACHABLE, WHOLE } from '../../support/scripted-upstream.ts';

test("the client's bytes go to the upstream untouched, with the platform's credential", async () => {
  const text = '{"model": "gpt", "messages": [{"role":"user","content":"hi"}], "seed": 9007199254740993, "custom": {}}';
  const { calls } = await ask(new ScriptedUpstream(WHOLE), apiEvent('POST', '/v1/chat/completions', text), {
    apiKey: { secret: 'openai/api-key' },
  });
  expect(calls).toMatchObject([
    {
      baseUrl: 'http://upstream/v1',
      path: '/chat/completions',
      body: text,
      headers: { 'content-type': 'application/json', authorization: 'Bearer value-of-openai/api-key' },
    },
  ]);
});

test('a model that the upstream calls otherwise is renamed, and nothing else changes', async () => {
  const { calls, rows } = await ask(new ScriptedUpstream(WHOLE), chatEvent({ model: 'gpt', custom: [1] }), { model: 'gpt-x' });
  expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ model: 'gpt-x', custom: [1], messages: [{ role: 'user', content: 'hi' }] });
  expect(rows[0]).toMatchObject({ model: 'gpt', providerModel: 'gpt-mini-2026-01-01' });
});

test('an upstream without a key gets no authorization header', async () => {
  const { calls } = await ask(new ScriptedUpstream(WHOLE));
  expect(calls[0]?.headers).toEqual({ 'content-type': 'application/json' });
});

test('a whole answer goes on as it is; its usage is recorded', async () => {
  const { sink, rows } = await ask(
    new ScriptedUpstream({ ...WHOLE, headers: { 'content-type': 'application/json', 'set-cookie': 'a=b' } }),
  );
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(sink.headers).toEqual({ 'x-request-id': 'request-1', 'content-type': 'application/json' });
  expect(rows).toMatchObject([{ inputTokens: 12, outputTokens: 9, usageSource: 'provider', partial: false, status: 200 }]);
});

test('an answer without usage is estimated', async () => {
  const { rows } = await ask(new ScriptedUpstream({ body: ['{"choices":[]}'] }));
  expect(rows).toMatchObject([{ inputTokens: 1, outputTokens: 4, usageSource: 'estimated' }]);
});

test('an embeddings answer is recorded as such', async () => {
  const body = JSON.stringify({ object: 'list', data: [], model: 'embed-x', usage: { prompt_tokens: 5, total_tokens: 5 } });
  const { calls, rows } = await ask(
    new ScriptedUpstream({ body: [body] }),
    apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: [[1, 2]] }),
  );
  expect(calls[0]?.path).toBe('/embeddings');
  expect(rows).toMatchObject([{ operation: 'embeddings', inputTokens: 5, outputTokens: 0, providerModel: 'embed-x' }]);
});

test.each([
  ['a 503', { status: 503 } as const],
  ['a refused connection', UNREACHABLE],
  ['a body that breaks', { body: ['{"choi'], fails: BROKEN }],
])('after %s it is tried again, and both attempts are recorded', async (_, step) => {
  const { sink, clock, rows } = await ask(new ScriptedUpstream(step, WHOLE));
  expect([sink.status, sink.json]).toEqual([200, COMPLETION]);
  expect(clock.sleeps).toEqual([250]);
  expect(rows.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, step instanceof UpstreamFailure || 'fails' in step ? 502 : 503],
    [2, 200],
  ]);
});

test("the upstream's retry-after is waited for", async () => {
  const { sink, clock } = await ask(new ScriptedUpstream({ status: 429, headers: { 'retry-after': '2' } }, WHOLE));
  expect([sink.status, clock.sleeps]).toEqual([200, [2_000]]);
});

test('after three attempts the last error goes to the client', async () => {
  const { sink, rows } = await ask(
    new ScriptedUpstream(UNREACHABLE, { status: 500 }, { status: 429, headers: { 'retry-after': '1' } }),
  );
  expect([sink.status, sink.headers['retry-after'], rows.length]).toEqual([429, '1', 3]);
});

test('a 400 is not tried again; it costs nothing', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream({ status: 400, body: ['{"error":{"message":"no"}}'] }));
  expect([sink.status, sink.json.error.message]).toEqual([400, 'no']);
  expect(rows).toMatchObject([{ status: 400, inputTokens: 0, outputTokens: 0, partial: false }]);
});

test('a rejected credential is a 502 to the client and a 401 in the ledger', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream({ status: 401 }));
  expect([sink.status, rows[0]?.status]).toEqual([502, 401]);
});

test('an upstream too slow to answer may still bill the prompt', async () => {
  const { sink, rows } = await ask(new ScriptedUpstream(new UpstreamFailure('slow', 'silent')));
  expect(sink.status).toBe(504);
  expect(rows).toMatchObject([{ inputTokens: 1, outputTokens: 0, partial: true, usageSource: 'estimated' }]);
});

test('why an attempt failed is in the log line', async () => {
  const { lines } = await ask(new ScriptedUpstream(UNREACHABLE, WHOLE));
  expect(lines.at(-1)?.fields).toMatchObject({ attempts: 2, status: 200, failure: 'unreachable: ECONNREFUSED' });
});

test('a secret that cannot be read is a 503, its name in the log only', async () => {
  const ports = testPorts({
    config: configOf({ gpt: { ...TARGET, apiKey: { secret: 'openai/api-key' } } }),
    secrets: { read: () => Promise.reject(new Error("secret 'openai/api-key' is not there")) },
  });
  const sink = new RecordingSink();
  await createRouter(ports)(chatEvent({ model: 'gpt' }), sink);
  expect([sink.status, sink.json.error.code]).toEqual([503, 'credential_unavailable']);
  expect(sink.text).not.toContain('openai/api-key');
  expect(ports.lines[0]?.fields).toMatchObject({ error: "secret 'openai/api-key' is not there" });
});
