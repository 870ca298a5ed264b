import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { ModelRoute } from '../../../../../lambda/router/contract/routes.ts';
import type { ModelTarget } from '../../../../../lambda/router/contract/targets.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { expectOpenAiError } from '../../support/errors.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { COMPLETION, chunkEvent } from '../../support/mock-upstream.ts';
import { SkippingClock, testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { ScriptedUpstream, type Step, UNREACHABLE, WHOLE } from '../../support/scripted-upstream.ts';

// The whole router with an alias, in front of a scripted upstream that plays one step a call.

const openai = (host: string): ModelTarget => ({ kind: 'openai', baseUrl: `http://${host}/v1` });
const CONFIG: RouterConfig = {
  version: 1,
  models: { llama: openai('llama'), gpt: openai('gpt'), echo: { kind: 'echo' } },
  routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }, { model: 'gpt' }] } },
};
const withRoute = (parts: Partial<ModelRoute>, more: Partial<RouterConfig> = {}): RouterConfig => ({
  ...CONFIG,
  ...more,
  routes: { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'llama' }, { model: 'gpt' }], ...parts } },
});
const REFUSED: Step = { status: 400, body: ['{"error":{"message":"too long"}}'] };
const down = (status: number, retryAfter = '60') => ({ status, headers: { 'retry-after': retryAfter } });
const DOWN = down(503);
/** Says nothing of a pause. */
const BROKEN: Step = { status: 503, headers: { 'x-should-retry': 'false' } };

function platform(config: RouterConfig, ...steps: readonly Step[]) {
  const clock = new SkippingClock();
  const upstream = new ScriptedUpstream(...steps);
  const ports = testPorts({ upstream, clock, config: { current: async () => config, refresh: async () => undefined } });
  const router = createRouter(ports);
  const ask = async (event: unknown = chatEvent({ model: 'chat' })) => {
    const sink = new RecordingSink();
    await router(event, sink);
    return sink;
  };
  return { ask, clock, calls: upstream.calls, rows: ports.ledger.rows, lines: ports.lines };
}

test('the first candidate answers under its own name, and the answer says why', async () => {
  const { ask, calls, rows } = platform(CONFIG, WHOLE);
  const sink = await ask();
  expect([sink.status, sink.json, sink.headers['x-route']]).toEqual([200, COMPLETION, 'chat; llama; priority']);
  expect([calls[0]?.baseUrl, JSON.parse(calls[0]?.body ?? '').model]).toEqual(['http://llama/v1', 'llama']);
  expect(rows).toMatchObject([{ model: 'chat', provider: 'openai', attempt: 1, status: 200 }]);
});

test('a model that is no alias is asked as ever, without the header', async () => {
  const { ask, calls } = platform(CONFIG, WHOLE);
  const event = chatEvent({ model: 'gpt' });
  const sink = await ask(event);
  expect([sink.status, sink.headers['x-route'], calls[0]?.body]).toEqual([200, undefined, event.body]);
});

test.each([down(503), down(429), down(500), down(401), down(402), down(404)])(
  'after %j the next candidate answers, and each attempt is a row',
  async (step) => {
    const { ask, calls, rows, lines } = platform(CONFIG, step, WHOLE);
    const sink = await ask();
    expect(calls.map(({ baseUrl }) => baseUrl)).toEqual(['http://llama/v1', 'http://gpt/v1']);
    expect([sink.status, sink.headers['x-route']]).toEqual([
      200,
      expect.stringMatching(/^chat; gpt; fallback after llama \(5?4?\d\d\)$/),
    ]);
    expect(rows.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, step.status],
      [2, 200],
    ]);
    expect(lines).toContainEqual({
      level: 'warn',
      message: 'candidate failed',
      fields: expect.objectContaining({ route: 'chat', candidate: 'llama' }),
    });
  },
);

test('a pause that an upstream asks for is waited for only when nobody else stands ready', async () => {
  const { ask, clock, calls } = platform(CONFIG, down(429, '5'), down(429, '5'), WHOLE);
  expect((await ask()).status).toBe(200);
  expect(clock.sleeps).toEqual([5_250]);
  expect(calls.map(({ baseUrl }) => baseUrl)).toEqual(['http://llama/v1', 'http://gpt/v1', 'http://gpt/v1']);
});

test('an embedded model stands in, and its row names it', async () => {
  const { ask, rows } = platform(withRoute({ candidates: [{ model: 'llama' }, { model: 'echo' }] }), DOWN);
  const sink = await ask();
  expect(sink.json.choices[0].message.content).toContain('echo model');
  expect(rows.map(({ provider, attempt }) => [provider, attempt])).toEqual([
    ['openai', 1],
    ['echo', 2],
  ]);
});

test('what is wrong with the request is told at once: no other candidate is asked', async () => {
  const { ask, calls } = platform(CONFIG, REFUSED);
  const sink = await ask();
  expect([sink.status, sink.json.error.message, calls.length]).toEqual([400, 'too long', 1]);
  expect(sink.headers['x-route']).toBe('chat; llama; priority');
});

const TRITON: ModelTarget = { kind: 'triton', baseUrl: 'http://triton', model: 'tri' };
const CLAUDE: ModelTarget = { kind: 'anthropic', baseUrl: 'http://claude', model: 'c' };
const mixed = (...names: readonly string[]) =>
  withRoute(
    { candidates: names.map((model) => ({ model })) },
    { models: { ...CONFIG.models, tri: TRITON, claude: CLAUDE, hash: { kind: 'hashing-embedder', dimensions: 8 } } },
  );

test.each([
  ['tri', { tools: [{ type: 'function', function: { name: 'f' } }] }, "'tools' cannot be asked of Triton"],
  ['claude', { seed: 7 }, "'seed' cannot be asked of Anthropic"],
  ['echo', { logprobs: true }, "'logprobs' asks for more than this model can do: it only repeats text"],
])('%s is passed over when it cannot be asked for %j: no attempt, no failure', async (model, wish, reason) => {
  const { ask, calls, rows, clock } = platform(mixed(model, 'gpt'), WHOLE);
  const sink = await ask(chatEvent({ model: 'chat', ...wish }));
  expect([sink.status, sink.headers['x-route']]).toEqual([200, `chat; gpt; priority, not ${model} (${reason})`]);
  expect([calls.map(({ baseUrl }) => baseUrl), rows.length, clock.sleeps]).toEqual([['http://gpt/v1'], 1, []]);
});

test('when no candidate can be asked for it the client is told what, by the first, in spite of a default answer', async () => {
  const config = mixed('tri', 'claude');
  const { ask, calls } = platform({
    ...config,
    routes: withRoute({ ...config.routes?.chat, defaultAnswer: 'Later.' }).routes ?? {},
  });
  const sink = await ask(chatEvent({ model: 'chat', foo: 1, bar: 2 }));
  expect([sink.status, sink.json.error]).toEqual([
    400,
    {
      message: "'foo', 'bar' cannot be asked of Triton; leave them out.",
      type: 'invalid_request_error',
      param: 'foo',
      code: 'unsupported_parameter',
    },
  ]);
  expect(sink.headers['x-route']).toBe(
    "chat; (none); no candidate, not tri ('foo', 'bar' cannot be asked of Triton), claude ('foo', 'bar' cannot be asked of Anthropic)",
  );
  expect(calls).toEqual([]);
});

test('the last candidate that can be asked is waited for, whatever cannot be asked stands behind it', async () => {
  const { ask, clock } = platform(mixed('gpt', 'tri'), down(429, '5'), WHOLE);
  expect((await ask(chatEvent({ model: 'chat', seed: 7 }))).status).toBe(200);
  expect(clock.sleeps).toEqual([5_250]);
});

test('an alias for embeddings passes over a Triton that cannot be asked for them so', async () => {
  const tensors: ModelTarget = { ...TRITON, embeddings: { input: 'TEXT', output: 'EMBEDDING' } };
  const models = { tri: tensors, hash: { kind: 'hashing-embedder', dimensions: 8 } } as const;
  const { ask } = platform(
    withRoute({ candidates: [{ model: 'tri' }, { model: 'hash' }] }, { models }),
    UNREACHABLE,
    UNREACHABLE,
  );
  const short = await ask(apiEvent('POST', '/v1/embeddings', { model: 'chat', input: 'a', dimensions: 8 }));
  expect(short.headers['x-route']).toBe("chat; hash; priority, not tri ('dimensions' cannot be asked of Triton)");
  const whole = await ask(apiEvent('POST', '/v1/embeddings', { model: 'chat', input: 'a' }));
  expect(whole.headers['x-route']).toBe('chat; hash; fallback after tri (502)');
});

const TOO_LONG: Step = { status: 400, body: ['{"error":{"message":"too long","code":"context_length_exceeded"}}'] };

test('a prompt that is too long for one candidate may fit the next, and opens no breaker', async () => {
  const { ask, calls } = platform(CONFIG, ...Array.from({ length: 6 }, () => [TOO_LONG, WHOLE]).flat());
  for (let count = 0; count < 6; count++) {
    expect((await ask()).headers['x-route']).toBe('chat; gpt; fallback after llama (400)');
  }
  expect(calls).toHaveLength(12);
});

test('a prompt that is too long for all is refused as the first did; with one of them down it may fit later', async () => {
  const { ask } = platform(withRoute({ defaultAnswer: 'Later.' }), TOO_LONG, TOO_LONG);
  const sink = await ask();
  expect([sink.status, sink.json.error.message, sink.json.error.code]).toEqual([400, 'too long', 'context_length_exceeded']);
  expect(sink.headers['x-route']).toBe('chat; (none); fallback after llama (400), gpt (400)');
  expect((await platform(CONFIG, TOO_LONG, DOWN).ask()).status).toBe(503);
});

test('with another candidate ready one is asked once more at once, or not at all when it wants to be left alone', async () => {
  const failing = platform(CONFIG, { status: 500 }, { status: 500 }, WHOLE);
  expect((await failing.ask()).headers['x-route']).toBe('chat; gpt; fallback after llama (500)');
  expect([failing.clock.sleeps.length, failing.calls.length]).toEqual([1, 3]);
  expect(failing.clock.sleeps[0]).toBeLessThan(100);
  const busy = platform(CONFIG, down(429, '1'), WHOLE);
  expect((await busy.ask()).headers['x-route']).toBe('chat; gpt; fallback after llama (429)');
  expect(busy.clock.sleeps).toEqual([]);
});

test('a stream that dies before its first event falls over, one that dies later does not', async () => {
  const headers = { 'content-type': 'text/event-stream' };
  const first = chunkEvent({ content: 'Hel' });
  const done = `${chunkEvent({ content: 'Hello' }, 'stop')}data: [DONE]\n\n`;
  const stream = chatEvent({ model: 'chat', stream: true });
  const before = platform(CONFIG, { ...down(503), headers: { 'x-should-retry': 'false' } }, { headers, body: [done] });
  const saved = await before.ask(stream);
  expect([saved.status, saved.text, saved.headers['x-route']]).toEqual([200, done, 'chat; gpt; fallback after llama (503)']);

  const midway = platform(CONFIG, { headers, body: [first], fails: UNREACHABLE });
  const lost = await midway.ask(stream);
  expect([midway.calls.length, lost.text.startsWith(first), lost.text.includes('[DONE]')]).toEqual([1, true, false]);
  expect(lost.text).toContain('"error"');
});

test('with every candidate down the answer is 503 and says when to come back', async () => {
  const { ask, rows } = platform(CONFIG, down(503, '60'), down(429, '30'));
  const sink = await ask();
  expect([sink.status, sink.headers['retry-after'], sink.json.error.code]).toEqual([503, '30', 'route_unavailable']);
  expect(sink.headers['x-route']).toBe('chat; (none); fallback after llama (503), gpt (429)');
  expectOpenAiError(sink.json);
  expect(rows).toHaveLength(2);
});

test('or the default answer, marked as one', async () => {
  const { ask, rows } = platform(withRoute({ defaultAnswer: 'Come back later.' }), DOWN, DOWN);
  const sink = await ask();
  expect([sink.status, sink.json.choices[0].message.content]).toEqual([200, 'Come back later.']);
  expect(sink.headers).toMatchObject({
    'x-route': expect.stringMatching(/^chat; \(default answer\); fallback after llama/),
    'x-model-notice': expect.stringContaining('default answer'),
  });
  expect(rows.map(({ status }) => status)).toEqual([503, 503]);
});

test('after five failures the breaker skips the upstream, and lets one call through after the pause', async () => {
  const failures = Array.from({ length: 5 }, () => [BROKEN, WHOLE]).flat();
  const { ask, clock, calls } = platform(CONFIG, ...failures, WHOLE, WHOLE, WHOLE);
  for (let count = 0; count < 5; count++) await ask();
  const skipping = await ask();
  expect(skipping.headers['x-route']).toBe('chat; gpt; priority, not llama (circuit breaker is open)');
  clock.advance(10_000);
  expect((await ask()).headers['x-route']).toBe('chat; llama; priority');
  expect((await ask()).headers['x-route']).toBe('chat; llama; priority');
  expect(calls).toHaveLength(13);
});

test('an upstream that asked to be left alone is, while another stands ready, and who asks it by name is not kept from it', async () => {
  const { ask, clock } = platform(CONFIG, down(429, '30'), WHOLE, WHOLE, WHOLE, WHOLE);
  expect((await ask()).headers['x-route']).toBe('chat; gpt; fallback after llama (429)');
  clock.advance(1_000);
  expect((await ask()).headers['x-route']).toBe('chat; gpt; priority, not llama (is left alone for 29 s)');
  expect((await ask(chatEvent({ model: 'llama' }))).status).toBe(200);
  clock.advance(29_000);
  expect((await ask()).headers['x-route']).toBe('chat; llama; priority');
});

test('when all are left alone the first is asked all the same', async () => {
  const { ask, calls } = platform(CONFIG, down(429, '30'), down(503, '60'), WHOLE);
  expect((await ask()).status).toBe(503);
  const sink = await ask();
  expect([sink.status, calls.at(-1)?.baseUrl]).toEqual([200, 'http://llama/v1']);
  expect(sink.headers['x-route']).toBe('chat; llama; all are left alone, not gpt (is left alone for 60 s)');
});

test.each([429, 401, 402, 404])(
  'however often an upstream answers %i by alias, its breaker stays closed for all',
  async (status) => {
    const limited: Step = { status, headers: { 'x-should-retry': 'false' } };
    const { ask, clock } = platform(CONFIG, ...Array.from({ length: 8 }, () => [limited, WHOLE]).flat(), WHOLE);
    for (let count = 0; count < 8; count++) {
      expect((await ask()).status).toBe(200);
      clock.advance(10_001);
    }
    expect((await ask(chatEvent({ model: 'llama' }))).status).toBe(200);
  },
);

test('a candidate that refuses the key is not asked with every request', async () => {
  const { ask, calls } = platform(CONFIG, { status: 401 }, WHOLE, WHOLE);
  await ask();
  const sink = await ask();
  expect([sink.status, calls.length]).toEqual([200, 3]);
  expect(sink.headers['x-route']).toBe('chat; gpt; priority, not llama (is left alone for 10 s)');
});

test('with every breaker open the first candidate is tried all the same', async () => {
  const failures = Array.from({ length: 10 }, () => BROKEN);
  const { ask, calls } = platform(CONFIG, ...failures, WHOLE);
  for (let count = 0; count < 5; count++) await ask();
  const sink = await ask();
  expect([sink.status, calls.at(-1)?.baseUrl]).toEqual([200, 'http://llama/v1']);
  expect(sink.headers['x-route']).toContain('all circuit breakers are open');
});

test('a tenant is served only in the regions that it is bound to, even by the default answer', async () => {
  const config = withRoute({ defaultAnswer: 'Later.' }, { residency: { research: ['us-east-1'] } });
  const { ask, calls } = platform(config);
  const sink = await ask();
  expect([sink.status, sink.json.error.code, calls]).toEqual([403, 'region_not_allowed', []]);
});

test('a request that no candidate takes is refused with the reasons, or gets the default answer', async () => {
  const candidates = [{ model: 'llama', when: { contextTokens: { max: 0 } } }];
  const sink = await platform(withRoute({ candidates })).ask();
  expect([sink.status, sink.json.error.code]).toEqual([400, 'no_candidate']);
  expect(sink.json.error.message).toMatch(/llama \(context of about \d+ tokens is above 0\)/);
  const answered = await platform(withRoute({ candidates, defaultAnswer: 'Too long.' })).ask();
  expect([answered.status, answered.json.choices[0].message.content]).toEqual([200, 'Too long.']);
});

test('conditions look at the prompt: its length with tools, and how demanding it is', async () => {
  const config = withRoute({ candidates: [{ model: 'llama', when: { complexity: { max: 0.1 } } }, { model: 'gpt' }] });
  const { ask } = platform(config, WHOLE, WHOLE);
  expect((await ask()).headers['x-route']).toBe('chat; llama; priority');
  const demanding = await ask(chatEvent({ model: 'chat', messages: [{ role: 'user', content: '```\ncode\n```' }] }));
  expect(demanding.headers['x-route']).toMatch(/^chat; gpt; priority, not llama \(complexity 0\.2\d* is above 0\.1\)$/);
});

test('an alias works for embeddings, and is listed among the models', async () => {
  const models = { hash: { kind: 'hashing-embedder', dimensions: 8 } } as const;
  const { ask } = platform(withRoute({ candidates: [{ model: 'hash' }] }, { models }));
  const embedded = await ask(apiEvent('POST', '/v1/embeddings', { model: 'chat', input: 'a' }));
  expect([embedded.status, embedded.headers['x-route']]).toEqual([200, 'chat; hash; priority']);
  const list = await ask(apiEvent('GET', '/v1/models'));
  expect(list.json.data).toContainEqual({ id: 'chat', object: 'model', created: 0, owned_by: 'route' });
  expect((await ask(apiEvent('GET', '/v1/models/chat'))).json.owned_by).toBe('route');
});
