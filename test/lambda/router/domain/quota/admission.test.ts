import { memoryQuota } from '../../../../../lambda/router/adapters/memory-quota.ts';
import type { TenantLimits } from '../../../../../lambda/router/contract/limits.ts';
import type { RouterPorts } from '../../../../../lambda/router/domain/ports.ts';
import type { QuotaStore } from '../../../../../lambda/router/domain/quota/store.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from '../../support/errors.ts';
import { apiEvent, CALLER, chatEvent } from '../../support/events.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';

const down: QuotaStore = {
  reserve: () => Promise.reject(new Error('ECONNREFUSED')),
  settle: () => Promise.reject(new Error('ECONNREFUSED')),
};

/** A router whose tenant `research` has these limits, on a clock that stands still. */
function limited(limits: Partial<TenantLimits>, overrides: Partial<RouterPorts> = {}) {
  const memory = memoryQuota(() => 120_000);
  const ids = Array.from({ length: 20 }, (_, i) => `reservation-${i}`);
  const ports = testPorts({
    config: {
      current: async () => ({
        version: 1 as const,
        models: { echo: { kind: 'echo' as const }, hash: { kind: 'hashing-embedder' as const, dimensions: 8 } },
        limits: { research: { whenUnavailable: 'refuse' as const, ...limits } },
      }),
      refresh: async () => undefined,
    },
    quota: { shared: memory, local: memory },
    newId: () => ids.pop() ?? 'one too many',
    ...overrides,
  });
  const router = createRouter(ports);
  const send = async (event: unknown, sink = new RecordingSink()) => {
    await router(event, sink);
    return sink;
  };
  return { ports, send };
}

const chat = (body: object = {}, principal = 'key-1', tenant = 'research') =>
  chatEvent({ model: 'echo', ...body }, { authorizer: { ...CALLER, tenant, principal } });

test('a tenant without limits asks no store and gets no headers', async () => {
  const { send } = limited({}, { quota: { shared: down, local: down } });
  const sink = await send(chat({}, 'key-1', 'other'));
  const empty = await send(chat());
  expect([sink.status, empty.status]).toEqual([200, 200]);
  expect(Object.keys({ ...sink.headers, ...empty.headers }).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
});

test('the limit and what is left of it are told with every answer, in OpenAI’s names', async () => {
  const { send } = limited({ requestsPerMinute: 5, tokensPerMinute: 5_000, perKey: { requestsPerMinute: 3 } });
  const sink = await send(chat({ max_tokens: 100 }));
  expect(sink.headers).toMatchObject({
    'x-ratelimit-limit-requests': '3',
    'x-ratelimit-remaining-requests': '2',
    'x-ratelimit-reset-requests': '61s',
    'x-ratelimit-limit-tokens': '5000',
    'x-ratelimit-remaining-tokens': '4899',
  });
});

test('one request too many is a 429 that names the limit and says when to come back; nothing is recorded', async () => {
  const { send, ports } = limited({ requestsPerMinute: 2 });
  await send(chat());
  await send(chat({ stream: true }));
  const sink = await send(chat());
  expect(sink.status).toBe(429);
  expectOpenAiError(sink.json);
  expect(sink.json.error).toMatchObject({ type: 'requests', code: 'rate_limit_exceeded' });
  expect(sink.json.error.message).toBe('Limit of 2 requests per minute for your tenant reached. Try again in 61 s.');
  expect(sink.headers).toMatchObject({ 'retry-after': '61', 'x-ratelimit-remaining-requests': '0' });
  expect(ports.ledger.rows).toHaveLength(2);
  // Whose model is throttled.
  expect(ports.lines.at(-1)).toMatchObject({ fields: { model: 'echo', operation: 'chat.completions', status: 429 } });
});

test('tokens are reserved for the longest answer and settled with the real ones', async () => {
  const { send, ports } = limited({ tokensPerMinute: 1_100 });
  const first = await send(chat());
  const [row] = ports.ledger.rows;
  const real = (row?.inputTokens ?? 0) + (row?.outputTokens ?? 0);
  expect(first.headers['x-ratelimit-remaining-tokens']).toBe(String(1_100 - 1_024 - 1));
  const second = await send(chat({ max_completion_tokens: 10 }));
  expect(second.headers['x-ratelimit-remaining-tokens']).toBe(String(1_100 - real - 10 - 1));
});

test('what tools were called with is reserved like words', async () => {
  const { send } = limited({ tokensPerMinute: 5_000 });
  const call = { id: 'call_1', type: 'function', function: { name: 'abcd', arguments: 'x'.repeat(4_000) } };
  const sink = await send(chat({ max_tokens: 1, messages: [{ role: 'assistant', content: null, tool_calls: [call] }] }));
  expect(sink.headers['x-ratelimit-remaining-tokens']).toBe(String(5_000 - 1_001 - 1));
});

test('a request that can never fit says so, and clients do not try again', async () => {
  const { send } = limited({ tokensPerMinute: 100 });
  const sink = await send(chat({ max_tokens: 100, n: 2 }));
  expect([sink.status, sink.headers['retry-after'], sink.headers['x-should-retry']]).toEqual([429, undefined, 'false']);
  expect(sink.json.error.message).toContain('Limit of 100 tokens per minute for your tenant is below the 201');
});

test('embeddings count too', async () => {
  const { send } = limited({ tokensPerMinute: 100 });
  const sink = await send(apiEvent('POST', '/v1/embeddings', { model: 'hash', input: ['abcd', 'abcde'] }));
  expect([sink.status, sink.headers['x-ratelimit-remaining-tokens']]).toEqual([200, '97']);
});

test('keys have limits of their own, and so have their users', async () => {
  const { send } = limited({ perKey: { requestsPerMinute: 2 }, perUser: { requestsPerMinute: 1 } });
  expect((await send(chat({ user: 'ann' }))).status).toBe(200);
  const again = await send(chat({ user: 'ann' }));
  expect([again.status, again.json.error.message]).toEqual([429, expect.stringContaining('for this user reached')]);
  expect((await send(chat({ user: 'bob' }))).status).toBe(200);
  expect((await send(chat())).json.error.message).toContain('for this key reached');
  expect((await send(chat({ user: 'ann' }, 'key-2'))).status).toBe(200);
});

test('the person is the safety identifier, else the user', async () => {
  const { send } = limited({ perUser: { requestsPerMinute: 1 } });
  const statusOf = async (body: object) => (await send(chat(body))).status;
  expect(await statusOf({ safety_identifier: 'ann', user: 'bob' })).toBe(200);
  expect(await statusOf({ safety_identifier: 'ann', user: 'cid' })).toBe(429);
  expect(await statusOf({ user: 'bob' })).toBe(200);
  expect(await statusOf({ safety_identifier: '', user: 'bob' })).toBe(429);
  expect((await send(apiEvent('POST', '/v1/embeddings', { model: 'hash', input: 'a', safety_identifier: 'ann' }))).status).toBe(
    429,
  );
});

test('only so many run at the same time; a client that leaves frees its place', async () => {
  const { send } = limited({ concurrency: 1 });
  const slow = new RecordingSink();
  let leave = () => {};
  slow.draining = new Promise((resolve) => {
    leave = () => {
      slow.leave();
      resolve();
    };
  });
  slow.onWrite = () => false;
  const running = send(chat({ stream: true }), slow);
  const refused = await send(chat());
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
  leave();
  await running;
  expect((await send(chat())).status).toBe(200);
});

test('a request that fails after its reservation gives back what it did not use', async () => {
  const { send } = limited({ concurrency: 1, tokensPerMinute: 2_000 });
  expect((await send(chat({ model: 'hash' }))).status).toBe(400);
  expect((await send(chat())).headers['x-ratelimit-remaining-tokens']).toBe(String(2_000 - 1_024 - 1));
});

test('without the store the answer is 503 by default, and the log says why', async () => {
  const { send, ports } = limited({ requestsPerMinute: 5 }, { quota: { shared: down, local: memoryQuota() } });
  const sink = await send(chat());
  expect([sink.status, sink.json.error.code]).toEqual([503, 'quota_unavailable']);
  expectOpenAiError(sink.json);
  expect(sink.text).not.toContain('ECONNREFUSED');
  expect(ports.lines[0]).toMatchObject({ level: 'error', message: 'quota store unavailable', fields: { error: 'ECONNREFUSED' } });
  expect(ports.ledger.rows).toEqual([]);
});

test('a tenant may choose a local share instead: a tenth of each limit, said in a header and in the log', async () => {
  const local = memoryQuota(() => 0);
  const { send, ports } = limited({ requestsPerMinute: 20, whenUnavailable: 'localShare' }, { quota: { shared: down, local } });
  const sinks = [await send(chat()), await send(chat()), await send(chat())];
  expect(sinks.map(({ status }) => status)).toEqual([200, 200, 429]);
  for (const sink of sinks) expect(sink.headers['x-quota-mode']).toBe('local-share');
  expect(sinks[0]?.headers['x-ratelimit-limit-requests']).toBe('2');
  expect(ports.lines[0]).toMatchObject({ level: 'warn', message: 'quota store unavailable', fields: { tenant: 'research' } });
});

test('when the local store cannot count either, the answer is 503', async () => {
  const { send } = limited({ concurrency: 20, whenUnavailable: 'localShare' }, { quota: { shared: down, local: down } });
  expect((await send(chat())).status).toBe(503);
});

test('what cannot be settled is in the log, and the client keeps its answer', async () => {
  const shared: QuotaStore = { ...down, reserve: async () => ({ granted: true, used: [1] }) };
  const { send, ports } = limited({ concurrency: 5 }, { quota: { shared, local: shared } });
  expect((await send(chat())).status).toBe(200);
  expect(ports.lines.map(({ message }) => message)).toContain('quota not settled');
});

test('a store that fails to settle is asked again', async () => {
  let asked = 0;
  const settle = async () => {
    asked += 1;
    if (asked < 3) throw new Error('Command timed out');
  };
  const shared: QuotaStore = { reserve: async () => ({ granted: true, used: [1] }), settle };
  const { send, ports } = limited({ concurrency: 5 }, { quota: { shared, local: shared } });
  await send(chat());
  expect(asked).toBe(3);
  expect(ports.lines.map(({ message }) => message)).not.toContain('quota not settled');
});
