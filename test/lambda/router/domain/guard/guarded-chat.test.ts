import type { ReviewCase, TenantModeration } from '../../../../../lambda/router/contract/moderation.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import type { RouterPorts } from '../../../../../lambda/router/domain/ports.ts';
import { ask } from '../../support/ask.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const CARD = '4111111111111111';
const GUARDED: TenantModeration = { input: POLICY, output: POLICY, whenUnavailable: 'refuse', streamWindow: 64 };

const configuration = (own: Partial<RouterConfig>): RouterPorts['config'] => ({
  current: async () => ({
    version: 1,
    models: { gpt: { kind: 'openai', baseUrl: 'http://up/v1' }, echo: { kind: 'echo' } },
    ...own,
  }),
  refresh: async () => undefined,
});

const guarded = (settings: Partial<TenantModeration> = {}, ports: Partial<RouterPorts> = {}) => ({
  config: configuration({ moderation: { default: { ...GUARDED, ...settings } } }),
  moderator: MODERATOR,
  ...ports,
});

const chat = (content: string, more: object = {}) => chatEvent({ model: 'gpt', messages: [{ role: 'user', content }], ...more });

const answer = (content: string) => ({
  body: [
    JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    }),
  ],
});

const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`;

const streamed = (...pieces: readonly string[]) => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [...pieces.map(chunk), 'data: [DONE]\n\n'],
});

const textIn = (events: string): string =>
  [...events.matchAll(/^data: (\{.*\})$/gm)]
    .map(([, data]) => JSON.parse(data ?? '').choices?.[0]?.delta?.content ?? '')
    .join('');

test('a request that the policy blocks goes nowhere; the categories are named, the text is not', async () => {
  const upstream = new ScriptedUpstream();
  const { sink, lines, rows } = await ask(chat('the canary sings'), guarded({}, { upstream }));
  expect([sink.status, sink.headers['x-moderation']]).toEqual([400, 'blocked']);
  expect(sink.json.error).toEqual({
    message: 'The request goes against the content policy here (toxicity).',
    type: 'invalid_request_error',
    param: 'messages[0].content',
    code: 'content_policy_violation',
  });
  expect([upstream.calls, rows]).toEqual([[], []]);
  expect(lines.at(-1)?.fields).toMatchObject({ moderation: 'block', moderationCategories: 'toxicity' });
  expect(JSON.stringify(lines)).not.toContain('sings');
});

test('a blocked request costs no quota', async () => {
  const limits = { research: { requestsPerMinute: 1, whenUnavailable: 'refuse' as const } };
  const ports = {
    ...guarded(),
    config: configuration({ moderation: { default: GUARDED }, limits }),
    upstream: new ScriptedUpstream(answer('fine')),
  };
  const { memoryQuota } = await import('../../../../../lambda/router/adapters/memory-quota.ts');
  const quota = { shared: memoryQuota(), local: memoryQuota() };
  expect((await ask(chat('canary'), { ...ports, quota })).sink.status).toBe(400);
  expect((await ask(chat('hello'), { ...ports, quota })).sink.status).toBe(200);
});

test.each([
  ['an earlier answer', { role: 'assistant', content: 'canary' }, 400],
  ['instructions', { role: 'system', content: 'canary' }, 400],
  ['an injection by a user, who is 0.7 sure', { role: 'user', content: 'inject' }, 200],
  ["an injection in a tool's answer, where less is enough", { role: 'tool', tool_call_id: 'c', content: 'inject' }, 400],
  ['an injection in what was looked up', { role: 'user', name: 'context', content: 'inject' }, 400],
])('of a conversation everything is judged: %s', async (_, message, status) => {
  const strict = { input: { ...POLICY, 'prompt-injection': { block: 0.75 } } };
  const messages = [message, { role: 'user', content: 'hello' }];
  const ports = guarded(strict, { upstream: new ScriptedUpstream(answer('fine')) });
  expect((await ask(chatEvent({ model: 'gpt', messages }), ports)).sink.status).toBe(status);
});

test('what is flagged passes untouched, and header, log and observation say so', async () => {
  const upstream = new ScriptedUpstream(answer('fine'));
  const told: unknown[] = [];
  const telemetry = { finished: (observation: unknown) => void told.push(observation) };
  const event = chat('how rude');
  const { sink, lines } = await ask(event, guarded({}, { upstream, telemetry }));
  expect([sink.status, sink.headers['x-moderation'], upstream.calls[0]?.body]).toEqual([200, 'flagged', event.body]);
  expect(lines.at(-1)?.fields).toMatchObject({ moderation: 'flag', moderationCategories: 'toxicity' });
  expect(told).toMatchObject([{ moderation: { action: 'flag', categories: ['toxicity'] } }]);
});

test('personal data leaves as a placeholder and comes back as it was, in one piece and in a stream', async () => {
  const whole = new ScriptedUpstream({ ...answer('') });
  await ask(chat(`pay with ${CARD}`), guarded({}, { upstream: whole }));
  const sent = JSON.parse(whole.calls[0]?.body ?? '').messages[0].content as string;
  const placeholder = /⟨CARD_[0-9A-V]{10}⟩/.exec(sent)?.[0] ?? '';
  expect(sent).toBe(`pay with ${placeholder}`);

  const again = await ask(
    chat(`pay with ${CARD}`),
    guarded({}, { upstream: new ScriptedUpstream(answer(`I pay with ${placeholder}.`)) }),
  );
  expect(again.sink.json.choices[0].message.content).toBe(`I pay with ${CARD}.`);
  expect(again.sink.headers['x-moderation']).toBe('masked');

  const pieces = ['I pay with ', placeholder.slice(0, 4), placeholder.slice(4, 9), placeholder.slice(9), ', I do.'];
  const events = await ask(
    chat(`pay with ${CARD}`, { stream: true }),
    guarded({}, { upstream: new ScriptedUpstream(streamed(...pieces)) }),
  );
  expect(textIn(events.sink.text)).toBe(`I pay with ${CARD}, I do.`);
  expect(events.sink.text.endsWith('data: [DONE]\n\n')).toBe(true);
});

test("another tenant's placeholder stays a placeholder", async () => {
  const upstream = new ScriptedUpstream(answer('It is ⟨CARD_AAAAAAAAAA⟩.'));
  const { sink } = await ask(chat(`pay with ${CARD}`), guarded({}, { upstream }));
  expect(sink.json.choices[0].message.content).toBe('It is ⟨CARD_AAAAAAAAAA⟩.');
});

test('a blocked answer is an error of its own; in a stream it is the last event, and there is no end mark', async () => {
  const whole = await ask(chat('hello'), guarded({}, { upstream: new ScriptedUpstream(answer('the canary')) }));
  expect([whole.sink.status, whole.sink.json.error.code]).toEqual([400, 'content_filter']);
  expect(whole.sink.text).not.toContain('canary');

  const pieces = [...Array.from({ length: 60 }, () => 'la la la '), 'can', 'ary', ' and more'];
  const stream = await ask(chat('hello', { stream: true }), guarded({}, { upstream: new ScriptedUpstream(streamed(...pieces)) }));
  expect(stream.sink.status).toBe(200);
  expect(textIn(stream.sink.text)).toMatch(/^(la )+(la?)?$/);
  const last = stream.sink.text.trim().split('\n\n').at(-1) ?? '';
  expect(JSON.parse(last.slice('data: '.length)).error).toMatchObject({ code: 'content_filter' });
  expect(stream.lines.at(-1)?.fields).toMatchObject({ moderation: 'block', status: 200 });
});

test('what nothing is found in stays as it was, to the byte', async () => {
  const upstream = new ScriptedUpstream(answer('All is well.'));
  const { sink } = await ask(chat('hello'), guarded({}, { upstream }));
  expect(sink.text).toBe(answer('All is well.').body[0]);
  expect(sink.headers).not.toHaveProperty('x-moderation');
});

test('what a person is to look at waits in the queue, and the client is told', async () => {
  const cases: ReviewCase[] = [];
  const reviews = { enqueue: async (item: ReviewCase) => void cases.push(item) };
  const { sink, lines } = await ask(chat('a doubtful thing'), guarded({}, { reviews }));
  expect([sink.status, sink.json.error.code, sink.headers['x-moderation']]).toEqual([400, 'under_review', 'under_review']);
  expect(cases).toMatchObject([
    {
      requestId: 'request-1',
      tenant: 'research',
      principal: 'key-1',
      side: 'input',
      text: 'a doubtful thing',
      scores: { toxicity: 0.85 },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('doubtful');
});

test('a case that the queue does not take is refused as if nothing could be judged', async () => {
  const reviews = { enqueue: async () => Promise.reject(new Error('queue is gone')) };
  const { sink } = await ask(chat('doubtful'), guarded({}, { reviews }));
  expect([sink.status, sink.json.error.code]).toEqual([503, 'moderation_unavailable']);
});

test('without a queue it is blocked, and the log says why', async () => {
  const { sink, lines } = await ask(chat('doubtful'), guarded());
  expect([sink.status, sink.json.error.code, sink.headers['x-moderation']]).toEqual([400, 'content_policy_violation', 'blocked']);
  expect(lines[0]).toMatchObject({ level: 'warn', message: 'no review queue: blocked instead' });
});

describe('while nothing can be judged', () => {
  const moderator = { ready: async () => Promise.reject(new Error('model.bin is half written')) };

  test.each([
    ['a chat', chat('hello')],
    ['embeddings', apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: 'hello' })],
  ])('%s is refused', async (_, event) => {
    const { sink, lines } = await ask(event, guarded({}, { moderator }));
    expect([sink.status, sink.json.error.code]).toEqual([503, 'moderation_unavailable']);
    expect(lines[0]).toMatchObject({ level: 'error', fields: { error: 'model.bin is half written', whenUnavailable: 'refuse' } });
  });

  test('a tenant that chose so goes on, and is told', async () => {
    const upstream = new ScriptedUpstream(answer('canary'));
    const { sink, lines } = await ask(chat('canary'), guarded({ whenUnavailable: 'allow' }, { moderator, upstream }));
    expect([sink.status, sink.headers['x-moderation']]).toEqual([200, 'unavailable']);
    expect(lines.at(-1)?.fields).toMatchObject({ moderation: 'unavailable' });
  });

  test('tenants that are not guarded notice nothing', async () => {
    const config = configuration({ moderation: { tenants: { other: GUARDED } } });
    const { sink } = await ask(chat('canary'), { config, moderator, upstream: new ScriptedUpstream(answer('fine')) });
    expect(sink.status).toBe(200);
  });
});

test("a tenant's own choices stand in place of the platform's", async () => {
  const off: TenantModeration = { whenUnavailable: 'refuse', streamWindow: 64 };
  const config = configuration({ moderation: { default: GUARDED, tenants: { research: off } } });
  const { sink } = await ask(chat('canary'), { config, moderator: MODERATOR, upstream: new ScriptedUpstream(answer('canary')) });
  expect(sink.json.choices[0].message.content).toBe('canary');
});

describe('embeddings', () => {
  const embed = (input: unknown) => apiEvent('POST', '/v1/embeddings', { model: 'gpt', input });
  const vectors = { body: ['{"object":"list","data":[],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}'] };

  test('are judged text by text', async () => {
    const { sink } = await ask(embed(['fine', 'canary']), guarded());
    expect([sink.status, sink.json.error.param]).toEqual([400, 'input[1]']);
  });

  test('are made of placeholders where the policy masks', async () => {
    const upstream = new ScriptedUpstream(vectors);
    await ask(embed(['fine', CARD]), guarded({}, { upstream }));
    expect(JSON.parse(upstream.calls[0]?.body ?? '').input).toEqual(['fine', expect.stringMatching(/^⟨CARD_[0-9A-V]{10}⟩$/)]);
  });

  test('of tokens, which nobody can read, are refused', async () => {
    const { sink } = await ask(embed([1, 2, 3]), guarded());
    expect([sink.status, sink.json.error.code]).toEqual([400, 'content_policy_violation']);
  });

  test('are not touched by a policy for answers', async () => {
    const { input: _, ...outputOnly } = GUARDED;
    const config = configuration({ moderation: { default: outputOnly } });
    const { sink } = await ask(embed([1, 2, 3]), { config, moderator: MODERATOR, upstream: new ScriptedUpstream(vectors) });
    expect(sink.status).toBe(200);
  });
});

describe('in other APIs', () => {
  const responses = (input: string, more: object = {}) => apiEvent('POST', '/v1/responses', { model: 'gpt', input, ...more });
  const messages = (content: string, more: object = {}) =>
    apiEvent('POST', '/v1/messages', { model: 'gpt', max_tokens: 50, messages: [{ role: 'user', content }], ...more });

  test('requests are refused in their own shapes', async () => {
    const one = await ask(responses('canary'), guarded());
    expect([one.sink.status, one.sink.json.error.code]).toEqual([400, 'content_policy_violation']);
    const other = await ask(messages('canary'), guarded());
    expect([other.sink.status, other.sink.json.type, other.sink.json.error.type]).toEqual([
      400,
      'error',
      'invalid_request_error',
    ]);
  });

  test('answers are stopped in their own shapes', async () => {
    for (const event of [responses('hello'), messages('hello')]) {
      const { sink } = await ask(event, guarded({}, { upstream: new ScriptedUpstream(answer('the canary')) }));
      expect([sink.status, sink.text.includes('canary'), sink.text.includes('content policy')]).toEqual([400, false, true]);
    }
  });

  test('streams are stopped in their own shapes', async () => {
    const pieces = [...Array.from({ length: 60 }, () => 'la la la '), 'can', 'ary'];
    for (const event of [responses('hello', { stream: true }), messages('hello', { stream: true })]) {
      const { sink } = await ask(event, guarded({}, { upstream: new ScriptedUpstream(streamed(...pieces)) }));
      expect([sink.status, sink.text.includes('canary'), sink.text.includes('la la')]).toEqual([200, false, true]);
      expect(sink.text).toMatch(/event: error/);
      expect(sink.text).not.toMatch(/response\.completed|message_stop/);
    }
  });

  test('placeholders become what they stood for', async () => {
    const upstream = new ScriptedUpstream(answer('ok'));
    await ask(responses(CARD), guarded({}, { upstream }));
    const placeholder = JSON.parse(upstream.calls[0]?.body ?? '').messages[0].content;
    const { sink } = await ask(messages(CARD), guarded({}, { upstream: new ScriptedUpstream(answer(`It is ${placeholder}.`)) }));
    expect(sink.json.content[0].text).toBe(`It is ${CARD}.`);
  });
});

describe('tools', () => {
  const called = (json: string) => ({ id: 'call-1', type: 'function', function: { name: 'pay', arguments: json } });
  const calling = (json: string) => {
    const message = { role: 'assistant', content: null, tool_calls: [called(json)] };
    return {
      body: [
        JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'tool_calls' }] }),
      ],
    };
  };
  const delta = (value: object, finish: string | null = null) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: value, finish_reason: finish }] })}\n\n`;
  const callingInPieces = (...pieces: readonly string[]) => ({
    headers: { 'content-type': 'text/event-stream' },
    body: [
      delta({ role: 'assistant', tool_calls: [{ index: 0, ...called('') }] }),
      ...pieces.map((json) => delta({ tool_calls: [{ index: 0, function: { arguments: json } }] })),
      delta({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ],
  });
  const argumentsIn = (events: string): string =>
    [...events.matchAll(/^data: (\{.*\})$/gm)]
      .map(([, data]) => JSON.parse(data ?? '').choices?.[0]?.delta?.tool_calls?.[0]?.function?.arguments ?? '')
      .join('');

  async function placeholderOf(value: string): Promise<string> {
    const upstream = new ScriptedUpstream(answer('ok'));
    await ask(chat(value), guarded({}, { upstream }));
    return JSON.parse(upstream.calls[0]?.body ?? '').messages[0].content;
  }

  test('are called with what the placeholders stand for, in one piece and in a stream', async () => {
    const placeholder = await placeholderOf(CARD);
    const json = `{"card":"${placeholder}"}`;
    const whole = await ask(chat(CARD), guarded({}, { upstream: new ScriptedUpstream(calling(json)) }));
    expect(whole.sink.json.choices[0].message.tool_calls).toEqual([called(`{"card":"${CARD}"}`)]);
    const upstream = new ScriptedUpstream(callingInPieces(json.slice(0, 12), json.slice(12, 20), json.slice(20)));
    const stream = await ask(chat(CARD, { stream: true }), guarded({}, { upstream }));
    expect(argumentsIn(stream.sink.text)).toBe(`{"card":"${CARD}"}`);
    expect(stream.sink.text.endsWith('data: [DONE]\n\n')).toBe(true);
  });

  test('are not called with what the policy blocks', async () => {
    const whole = await ask(chat('hello'), guarded({}, { upstream: new ScriptedUpstream(calling('{"say":"canary"}')) }));
    expect([whole.sink.status, whole.sink.json.error.code]).toEqual([400, 'content_filter']);
    const upstream = new ScriptedUpstream(callingInPieces('{"say":"can', 'ary"}'));
    const stream = await ask(chat('hello', { stream: true }), guarded({}, { upstream }));
    expect(stream.sink.text).not.toContain('ary');
    expect(stream.sink.text).toContain('content_filter');
  });

  test("are called in Anthropic's words too", async () => {
    const json = `{"card":"${await placeholderOf(CARD)}"}`;
    const event = apiEvent('POST', '/v1/messages', {
      model: 'gpt',
      max_tokens: 50,
      stream: true,
      messages: [{ role: 'user', content: CARD }],
    });
    const upstream = new ScriptedUpstream(callingInPieces(json.slice(0, 9), json.slice(9)));
    const { sink } = await ask(event, guarded({}, { upstream }));
    const pieces = [...sink.text.matchAll(/"partial_json":"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => JSON.parse(`"${piece}"`));
    expect(pieces.join('')).toBe(`{"card":"${CARD}"}`);
    expect(sink.text).toContain('message_stop');
  });
});
