import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { createRouter } from '../../../../../lambda/router/domain/router.ts';
import { SessionUnreadable } from '../../../../../lambda/router/domain/sessions/store.ts';
import { eventsIn } from '../../../../../lambda/router/domain/upstream/sse.ts';
import { CALLER, chatEvent } from '../../support/events.ts';
import { MemorySessions } from '../../support/memory-sessions.ts';
import { testPorts } from '../../support/ports.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { BROKEN, ScriptedUpstream, type Step, TARGET } from '../../support/scripted-upstream.ts';

const SESSIONS = { sessions: { research: { maxTokens: 1000, ttlSeconds: 60 } } };
const NAMED = { 'x-session-id': 'talk' };

const answer = (message: object, finish = 'stop'): Step => ({
  body: [JSON.stringify({ id: 'c', object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }] })],
});
const saying = (content: string) => answer({ role: 'assistant', content });
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const streaming = (...texts: readonly string[]): Step => ({
  headers: { 'content-type': 'text/event-stream' },
  body: [...texts.map((content) => chunk({ content })), chunk({}, 'stop'), 'data: [DONE]\n\n'],
});

/** The whole router in front of a scripted upstream that serves the model `gpt`. */
function router(more: Partial<RouterConfig>, ...steps: readonly Step[]) {
  const upstream = new ScriptedUpstream(...steps);
  const sessions = new MemorySessions();
  const config = { version: 1, models: { gpt: TARGET, echo: { kind: 'echo' } }, ...more } as const;
  const ports = testPorts({ upstream, sessions, config: { current: async () => config, refresh: async () => undefined } });
  const answering = createRouter(ports);
  const ask = async (body: object, headers: Readonly<Record<string, string>> = {}, authorizer: object = CALLER) => {
    const sink = new RecordingSink();
    await answering(chatEvent({ model: 'gpt', ...body }, { headers, authorizer }), sink);
    return sink;
  };
  const sent = (call: number) => JSON.parse(upstream.calls[call]?.body ?? '{}');
  return { ask, sent, sessions, calls: upstream.calls, lines: ports.lines };
}

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

describe('without anything configured', () => {
  test("the client's bytes go to the upstream and its bytes come back", async () => {
    const written = '{ "choices": [], "whatever": 1.0 }';
    const { ask, calls } = router({}, { body: [written] });
    const sink = await ask({ messages: [user('a    b')] });
    expect(calls[0]?.body).toBe('{"messages":[{"role":"user","content":"a    b"}],"model":"gpt"}');
    expect(sink.text).toBe(written);
    expect(sink.headers['x-prompt-tokens-saved']).toBeUndefined();
  });

  test('a session is refused, not ignored', async () => {
    const sink = await router({}).ask({}, NAMED);
    expect([sink.status, sink.json.error]).toMatchObject([
      400,
      { code: 'sessions_not_configured', message: expect.stringContaining("not configured for the tenant 'research'") },
    ]);
  });

  test('the header is left to the limits of a tenant that counts by session', async () => {
    const limits = { research: { perSession: { requestsPerMinute: 5 }, whenUnavailable: 'refuse' } } as const;
    expect((await router({ limits }, saying('Hello.')).ask({}, NAMED)).status).toBe(200);
  });
});

describe('sessions', () => {
  test('the second turn reaches the model behind the first', async () => {
    const { ask, sent } = router(SESSIONS, saying('Bonjour.'), saying('Bien.'));
    await ask({ messages: [{ role: 'system', content: 'Speak French.' }, user('Hello')] }, NAMED);
    await ask({ messages: [{ role: 'system', content: 'Speak briefly.' }, user('How are you?')] }, NAMED);
    expect(sent(1).messages).toEqual([
      { role: 'system', content: 'Speak briefly.' },
      user('Hello'),
      assistant('Bonjour.'),
      user('How are you?'),
    ]);
  });

  test('a streamed answer is kept as well, before its end mark', async () => {
    const { ask, sent, sessions } = router(SESSIONS, streaming('Bon', 'jour.'), saying('Bien.'));
    const sink = await ask({ stream: true }, NAMED);
    expect(sink.text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect([...sessions.turns.values()]).toEqual([[{ messages: [user('hi'), assistant('Bonjour.')] }]]);
    await ask({ messages: [user('And?')] }, NAMED);
    expect(sent(1).messages).toEqual([user('hi'), assistant('Bonjour.'), user('And?')]);
  });

  test('a tool call and its result come back together', async () => {
    const call = { id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{}' } };
    const { ask, sent } = router(
      SESSIONS,
      answer({ role: 'assistant', content: null, tool_calls: [call] }, 'tool_calls'),
      saying('Sunny.'),
    );
    await ask({ messages: [user('Weather?')] }, NAMED);
    const result = { role: 'tool', tool_call_id: 'call-1', content: 'sun' };
    await ask({ messages: [result] }, NAMED);
    expect(sent(1).messages).toEqual([user('Weather?'), { role: 'assistant', content: null, tool_calls: [call] }, result]);
  });

  test.each([
    ['principal', { ...CALLER, principal: 'key-2' }, NAMED],
    ['id', CALLER, { 'x-session-id': 'other' }],
  ])('another %s sees nothing of it', async (_, caller, headers) => {
    const { ask, sent } = router(SESSIONS, saying('A'), saying('B'));
    await ask({ messages: [user('secret')] }, NAMED);
    await ask({ messages: [user('hello')] }, headers, caller);
    expect(sent(1).messages).toEqual([user('hello')]);
  });

  test("of requests at once nobody's turn is lost", async () => {
    const texts = ['a', 'b', 'c', 'd', 'e'];
    const { ask, sessions } = router(SESSIONS, ...texts.map(() => saying('yes')));
    await Promise.all(texts.map((text) => ask({ messages: [user(text)] }, NAMED)));
    const [turns = []] = [...sessions.turns.values()];
    expect(turns.map(({ messages }) => messages[0]?.content).sort()).toEqual(texts);
    for (const { messages } of turns) expect(messages).toHaveLength(2);
  });

  test.each<[string, Step, object]>([
    [
      'that breaks off',
      { headers: { 'content-type': 'text/event-stream' }, body: [chunk({ content: 'Bon' })], fails: BROKEN },
      { stream: true },
    ],
    ['that is an error', { status: 400, body: ['{"error":{"message":"no"}}'] }, {}],
  ])('an answer %s is not kept', async (_, step, body) => {
    const { ask, sessions } = router(SESSIONS, step);
    await ask(body, NAMED);
    expect(sessions.turns.size).toBe(0);
  });

  test.each(['', 'a b', 'a/b', 'ü', 'x'.repeat(129)])('an id of another form is refused: %j', async (id) => {
    const sink = await router(SESSIONS).ask({}, { 'x-session-id': id });
    expect([sink.status, sink.json.error.param]).toEqual([400, 'x-session-id']);
  });

  test('a store out of reach refuses the request, with the reason in the log', async () => {
    const { ask, sessions, lines } = router(SESSIONS);
    sessions.broken = true;
    const sink = await ask({}, NAMED);
    expect([sink.status, sink.json.error.code]).toEqual([503, 'session_unavailable']);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'session store unavailable' }));
  });

  test('a conversation that will not be readable again asks nobody to try again, and the log says why', async () => {
    const { ask, sessions, lines, calls } = router(SESSIONS);
    jest.spyOn(sessions, 'load').mockRejectedValue(new SessionUnreadable('put the key back'));
    const sink = await ask({}, NAMED);
    expect([sink.status, sink.json.error.code, calls.length]).toEqual([500, 'session_unreadable', 0]);
    expect(sink.json.error.message).not.toMatch(/again;|try again/);
    expect(sink.headers['x-should-retry']).toBe('false');
    expect(lines).toContainEqual(
      expect.objectContaining({ message: 'session unreadable', fields: expect.objectContaining({ error: 'put the key back' }) }),
    );
  });

  test('a turn that cannot be kept is in the log, without its text, and the client has its answer', async () => {
    const { ask, sessions, lines } = router(SESSIONS, saying('Hello.'));
    const append = jest.spyOn(sessions, 'append').mockRejectedValue(new Error('table is gone'));
    const sink = await ask({ messages: [user('a private matter')] }, NAMED);
    expect([sink.status, sink.json.choices[0].message.content, append.mock.calls.length]).toEqual([200, 'Hello.', 1]);
    expect(lines).toContainEqual(expect.objectContaining({ level: 'error', message: 'session turn not stored' }));
    expect(JSON.stringify(lines)).not.toContain('private');
  });

  test('messages too large to keep are refused before the model is asked', async () => {
    const sink = await router(SESSIONS).ask({ messages: [user('x'.repeat(400_000))] }, NAMED);
    expect([sink.status, sink.json.error.param]).toEqual([400, 'messages']);
  });
});

describe('templates', () => {
  const template = {
    system: 'You help {{customer}}.',
    user: 'Q: {{question}}',
    variables: { customer: { maxLength: 9 }, question: { maxLength: 99 } },
  };
  const prompts = {
    templates: { 'support@1': template, 'plain@1': { system: 'Be plain.', variables: {} } },
    attach: { gpt: { template: 'plain@1' } },
  };
  const NAMES_IT = { 'x-prompt-template': 'support' };

  test('the client names one, gives its variables, and the upstream sees neither', async () => {
    const { ask, sent } = router({ prompts: { templates: prompts.templates } }, saying('Yes.'));
    await ask({ messages: [], prompt_variables: { customer: 'ACME', question: 'Why?' } }, NAMES_IT);
    expect(sent(0)).toEqual({
      model: 'gpt',
      messages: [{ role: 'system', content: 'You help ACME.' }, user('Q: Why?')],
    });
  });

  test('the operator attaches one to a model, and it always applies', async () => {
    const { ask, sent } = router({ prompts }, saying('Yes.'), saying('Yes.'));
    await ask({});
    expect(sent(0).messages).toEqual([{ role: 'system', content: 'Be plain.' }, user('hi')]);
    const sink = await ask({}, NAMES_IT);
    expect([sink.status, sink.json.error.code]).toEqual([400, 'template_fixed']);
  });

  test('one that does not exist is refused, also where there are none', async () => {
    const sink = await router({}).ask({}, NAMES_IT);
    expect(sink.json.error).toMatchObject({
      code: 'template_not_found',
      message: "There is no prompt template 'support'. There are none.",
    });
  });

  test('what the template says is not kept with the session, the question is', async () => {
    const { ask, sent } = router({ ...SESSIONS, prompts }, saying('1'), saying('2'));
    await ask({ messages: [user('one')] }, NAMED);
    await ask({ messages: [user('two')] }, NAMED);
    expect(sent(1).messages).toEqual([{ role: 'system', content: 'Be plain.' }, user('one'), assistant('1'), user('two')]);
  });
});

describe('post-processors', () => {
  const prompts = {
    postProcessors: { quiet: [{ remove: { from: '<think>', to: '</think>' } }, { trim: true }] },
    attach: { gpt: { postProcess: ['quiet'] } },
  } as const;

  test('thoughts leave a stream, and the session remembers what the client saw', async () => {
    const { ask, sessions } = router({ ...SESSIONS, prompts }, streaming('<thi', 'nk>hm', 'm</think>\n', 'Yes', '.'));
    const sink = await ask({ stream: true }, NAMED);
    const text = eventsIn(sink.text).flatMap(({ data }) =>
      data === '[DONE]' ? [] : (JSON.parse(data).choices[0].delta.content ?? ''),
    );
    expect(text.join('')).toBe('Yes.');
    expect([...sessions.turns.values()][0]?.[0]?.messages.at(-1)).toEqual(assistant('Yes.'));
  });

  test('other models are left alone', async () => {
    const sink = await router({ prompts }).ask({ model: 'echo', messages: [user('<think>x</think>')] });
    expect(sink.json.choices[0].message.content).toContain('<think>x</think>');
  });
});

describe('optimisation', () => {
  const prompts = { attach: { gpt: { optimise: ['whitespace'] } } } as const;

  test('the model gets the smaller prompt, and the client is told what it saves', async () => {
    const { ask, sent } = router({ prompts }, saying('Yes.'));
    const sink = await ask({ messages: [user(`a${' '.repeat(41)}b`)], seed: 7 });
    expect(sent(0)).toEqual({ model: 'gpt', messages: [user('a b')], seed: 7 });
    expect(sink.headers['x-prompt-tokens-saved']).toBe('10');
  });

  test('the session keeps the messages as they came', async () => {
    const { ask, sessions } = router({ ...SESSIONS, prompts }, saying('Yes.'));
    await ask({ messages: [user('a     b')] }, NAMED);
    expect([...sessions.turns.values()][0]?.[0]?.messages[0]).toEqual(user('a     b'));
  });

  test('a prompt with nothing to save goes out byte for byte', async () => {
    const { ask, calls } = router({ prompts }, saying('Yes.'));
    const sink = await ask({ messages: [user('a b')] });
    expect(calls[0]?.body).toBe('{"messages":[{"role":"user","content":"a b"}],"model":"gpt"}');
    expect(sink.headers['x-prompt-tokens-saved']).toBe('0');
  });
});
