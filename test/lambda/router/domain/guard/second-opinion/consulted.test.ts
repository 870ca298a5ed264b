import { LruMap } from '../../../../../../lambda/router/adapters/lru-map.ts';
import type { TenantModeration } from '../../../../../../lambda/router/contract/moderation.ts';
import { type RouterPorts, UpstreamFailure } from '../../../../../../lambda/router/domain/ports.ts';
import { createRouter } from '../../../../../../lambda/router/domain/router.ts';
import { ask } from '../../../support/ask.ts';
import { apiEvent, chatEvent } from '../../../support/events.ts';
import { MODERATOR, POLICY } from '../../../support/moderator.ts';
import { SkippingClock, testPorts } from '../../../support/ports.ts';
import { RecordingSink } from '../../../support/recording-sink.ts';
import { ScriptedUpstream, type Step, UNREACHABLE } from '../../../support/scripted-upstream.ts';

const GUARD = { kind: 'openai', baseUrl: 'http://guard/v1' } as const;
const GPT = { kind: 'openai', baseUrl: 'http://gpt/v1' } as const;
const SETTINGS: TenantModeration = {
  ...{ input: POLICY, output: POLICY, whenUnavailable: 'refuse', streamWindow: 64 },
  secondOpinion: { source: { kind: 'llama-guard', model: 'guard' }, between: [0.4, 0.95], timeoutMs: 5000 },
};

const says = (content: string, model = 'up'): Step => ({
  body: [
    JSON.stringify({
      ...{ id: 'c', object: 'chat.completion', model },
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 200, completion_tokens: 5, total_tokens: 205 },
    }),
  ],
});
const SAFE = says('safe', 'llama-guard-3');
/** Nor when asked again. */
const NOBODY = [UNREACHABLE, UNREACHABLE, UNREACHABLE];
const UNSAFE = says('unsafe\nS10');

const chat = (content: string, more: object = {}) => chatEvent({ model: 'gpt', messages: [{ role: 'user', content }], ...more });

function platform(
  steps: readonly Step[],
  settings: Partial<TenantModeration> = {},
): Partial<RouterPorts> & { upstream: ScriptedUpstream } {
  const config = {
    version: 1,
    models: { gpt: GPT, guard: GUARD },
    prices: { guard: { input: 1_000_000, output: 2_000_000, catalogue: 'configuration' } },
    moderation: { default: { ...SETTINGS, ...settings } },
  } as const;
  return {
    config: { current: async () => config, refresh: async () => undefined },
    moderator: MODERATOR,
    opinions: new LruMap(10),
    clock: new SkippingClock(),
    upstream: new ScriptedUpstream(...steps),
  };
}

const lastLine = ({ lines }: { lines: readonly { message: string; fields: object }[] }) =>
  lines.findLast(({ message }) => message === 'request')?.fields;

test('what is uncertain and found safe goes to the model as if nothing had been found', async () => {
  const ports = platform([SAFE, says('Hello.')]);
  // 0.85: for review, which is a refusal here.
  const answer = await ask(chat('a doubtful thing'), ports);
  expect([answer.sink.status, answer.sink.headers['x-moderation']]).toEqual([200, undefined]);
  expect(ports.upstream.calls.map(({ baseUrl }) => baseUrl)).toEqual(['http://guard/v1', 'http://gpt/v1']);
  expect(lastLine(answer)).toMatchObject({ secondOpinion: 'lowered', attempts: 2 });
});

test('what is uncertain and found unsafe is refused, and the opinion is on the ledger though no model was asked', async () => {
  const ports = platform([UNSAFE]);
  const { sink, rows, ...rest } = await ask(chat('so rude'), ports);
  expect([sink.status, sink.headers['x-moderation']]).toEqual([400, 'blocked']);
  expect(sink.json.error.message).toContain('(toxicity)');
  expect(lastLine(rest)).toMatchObject({ secondOpinion: 'raised', moderation: 'block', model: 'gpt' });
  expect(rows).toEqual([
    expect.objectContaining({
      ...{ model: 'gpt', candidate: 'guard', operation: 'chat.completions', status: 200, tenant: 'research' },
      ...{ inputTokens: 200, outputTokens: 5, usageSource: 'provider', costMicroDollars: 210 },
    }),
  ]);
});

test.each([
  ['nothing was found', 'hello', 200],
  ['it is blocked for certain', 'the canary sings', 400],
])('nobody is asked where %s', async (_, text, status) => {
  const ports = platform([says('Hello.')]);
  const answer = await ask(chat(text), ports);
  expect(answer.sink.status).toBe(status);
  expect(ports.upstream.calls.filter(({ baseUrl }) => baseUrl === GUARD.baseUrl)).toEqual([]);
  expect(lastLine(answer)).not.toHaveProperty('secondOpinion', expect.anything());
});

test('a text is asked about once, by tenant: a conversation brings it again', async () => {
  const ports = platform([SAFE, says('Hello.'), says('Hello again.')]);
  await ask(chat('a doubtful thing'), ports);
  const again = await ask(chat('a doubtful thing'), ports);
  expect([again.sink.status, ports.upstream.calls.length]).toEqual([200, 3]);
  const other = { tenant: 'sales', principal: 'key-2', credential: 'api-key' };
  const event = apiEvent(
    'POST',
    '/v1/chat/completions',
    { model: 'gpt', messages: [{ role: 'user', content: 'a doubtful thing' }] },
    { authorizer: other },
  );
  await ask(event, ports).catch(() => undefined);
  expect(ports.upstream.calls[3]?.baseUrl).toBe(GUARD.baseUrl);
});

test('without an opinion the request is refused, and the log says why', async () => {
  const ports = platform(NOBODY);
  const { sink, lines } = await ask(chat('so rude'), ports);
  expect([sink.status, sink.json.error.code]).toEqual([503, 'moderation_unavailable']);
  expect(lines).toContainEqual({
    level: 'error',
    message: 'moderation unavailable',
    fields: expect.objectContaining({
      tenant: 'research',
      error: 'no second opinion of llama-guard: it answered with status 502',
    }),
  });
  expect(lastLine({ lines })).toMatchObject({ secondOpinion: 'unavailable', moderation: 'unavailable' });
});

test.each([
  ['so rude', 200],
  ['a doubtful thing', 400],
])('a tenant that chose so goes on with the first judgement (%s), and header and log say so', async (text, status) => {
  const { sink, lines } = await ask(chat(text), platform([...NOBODY, says('Hello.')], { whenUnavailable: 'allow' }));
  expect([sink.status, sink.headers['x-moderation']]).toEqual([status, 'unavailable']);
  expect(lines.filter(({ message }) => message === 'moderation unavailable')).toHaveLength(1);
});

test('a long text is asked about in parts, each of which overlaps the one before', async () => {
  const text = `rude ${'x'.repeat(7_990)}${'y'.repeat(7_000)}`;
  const ports = platform([SAFE, UNSAFE]);
  const { sink } = await ask(chat(text), ports);
  expect(sink.status).toBe(400);
  const parts = ports.upstream.calls.map(({ body }) => JSON.parse(body).messages[0].content);
  expect(parts).toEqual([text.slice(0, 8_000), text.slice(7_600, 15_600)]);
});

test('no part begins or ends with half a character', async () => {
  const ports = platform([SAFE, SAFE, says('Hello.')]);
  await ask(chat(`rude ${'🙂'.repeat(5_000)}`), ports);
  const parts = ports.upstream.calls.slice(0, 2).map(({ body }) => JSON.parse(body).messages[0].content as string);
  expect(parts.map((part) => /\p{Surrogate}/u.test(part))).toEqual([false, false]);
});

test('what the policy masks is masked for those who give opinions too', async () => {
  const ports = platform([SAFE, says('Hello.')]);
  await ask(chat('rude about 4111111111111111'), ports);
  expect(JSON.parse(ports.upstream.calls[0]?.body ?? '').messages[0].content).toBe('rude about ⟨CARD⟩');
});

test('all texts of a request have the time of one opinion', async () => {
  let nowMs = 0;
  const ports = platform([SAFE, SAFE]);
  const clock = { now: () => nowMs, sleep: async () => undefined };
  const send = ports.upstream.send.bind(ports.upstream);
  const upstream = {
    send: async (call: Parameters<typeof send>[0]) => {
      nowMs += 3_500;
      return send(call);
    },
  };
  const messages = ['one rude', 'two rude', 'three rude'].map((content) => ({ role: 'user', content }));
  const { sink } = await ask(chatEvent({ model: 'gpt', messages }), { ...ports, upstream, clock });
  expect([sink.status, ports.upstream.calls.length]).toEqual([503, 2]);
});

test('a whole answer is asked about as a whole, and passes or ends as the opinion says', async () => {
  const text = `${'All is well. '.repeat(20)}This is doubtful.`;
  const passed = platform([says(text), SAFE]);
  const whole = await ask(chat('hi'), passed);
  expect([whole.sink.status, whole.sink.json.choices[0].message.content]).toEqual([200, text]);
  expect(JSON.parse(passed.upstream.calls[1]?.body ?? '').messages[1]).toEqual({ role: 'assistant', content: text });
  expect(whole.rows.map(({ attempt, candidate }) => [attempt, candidate])).toEqual([
    [1, undefined],
    [2, 'guard'],
  ]);
  expect(lastLine(whole)).toMatchObject({ provider: 'openai', attempts: 2, secondOpinion: 'lowered', model: 'gpt' });
  expect(lastLine(whole)).toMatchObject({ providerModel: 'up' });

  const { sink } = await ask(chat('hi'), platform([says('So rude. '.repeat(30)), UNSAFE]));
  expect([sink.status, sink.json.error.code, sink.headers['x-moderation']]).toEqual([400, 'content_filter', 'blocked']);
});

test('an answer about which nobody has an opinion is withheld, unless the tenant chose otherwise', async () => {
  const { sink } = await ask(chat('hi'), platform([says('rude'), ...NOBODY]));
  expect([sink.status, sink.json.error.code]).toEqual([503, 'moderation_unavailable']);
  const allowed = await ask(chat('hi'), platform([says('rude'), ...NOBODY], { whenUnavailable: 'allow' }));
  expect([allowed.sink.status, allowed.sink.headers['x-moderation']]).toEqual([200, 'unavailable']);
});

test('a model that is no text is refused before anybody is asked', async () => {
  const { sink } = await ask(chatEvent({ model: { toString: 1 } }), platform([]));
  expect([sink.status, sink.json.error.param]).toEqual([400, 'model']);
});

test('a client that leaves while somebody is asked is no failure of theirs', async () => {
  const sink = new RecordingSink();
  const ports = platform([]);
  const upstream = {
    send: async () => {
      sink.leave();
      throw new UpstreamFailure('cancelled', 'the client left');
    },
  };
  const testing = testPorts({ ...ports, upstream });
  await createRouter(testing)(chat('so rude'), sink);
  expect(testing.lines.filter(({ message }) => message === 'moderation unavailable')).toEqual([]);
});

test('a streamed answer waits for nobody: the first judgement holds', async () => {
  const chunk = {
    id: 'c',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta: { content: 'rude' }, finish_reason: 'stop' }],
  };
  const ports = platform([
    { headers: { 'content-type': 'text/event-stream' }, body: [`data: ${JSON.stringify(chunk)}\n\n`, 'data: [DONE]\n\n'] },
  ]);
  const { sink } = await ask(chat('hi', { stream: true }), ports);
  expect(sink.text).toContain('"content":"rude"');
  expect(ports.upstream.calls).toHaveLength(1);
});

test('inputs of embeddings are asked about too', async () => {
  const ports = platform([UNSAFE]);
  const { sink } = await ask(apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: ['fine', 'so rude'] }), ports);
  expect([sink.status, sink.json.error.param]).toEqual([400, 'input[1]']);
});

test('a person who looks at a case sees whose opinion it was', async () => {
  const cases: { hits: readonly { type: string; start: number; end: number }[] }[] = [];
  const reviews = { enqueue: async (item: (typeof cases)[number]) => void cases.push(item) };
  const policy = { toxicity: { review: 0.8 } };
  const { sink } = await ask(chat('so rude'), { ...platform([UNSAFE], { input: policy }), reviews });
  expect(sink.json.error.code).toBe('under_review');
  expect(cases[0]?.hits).toEqual([
    { start: 0, end: 7, category: 'toxicity', type: 'llama-guard' },
    { start: 0, end: 7, category: 'hate', type: 'llama-guard' },
  ]);
});
