import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { ask } from '../../support/ask.ts';
import { chatEvent } from '../../support/events.ts';
import { MemorySessions } from '../../support/memory-sessions.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { testPorts } from '../../support/ports.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';

const CARD = '4111111111111111';

const config = (own: Partial<RouterConfig>) => {
  const guarded = { input: POLICY, output: POLICY, whenUnavailable: 'refuse' as const, streamWindow: 64 };
  const value: RouterConfig = {
    version: 1,
    models: { gpt: { kind: 'openai', baseUrl: 'http://up/v1' } },
    moderation: { default: guarded },
    ...own,
  };
  return { current: async () => value, refresh: async () => undefined };
};

const answer = (content: string) => ({
  body: [
    JSON.stringify({
      id: 'c',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    }),
  ],
});

const chat = (content: string) =>
  chatEvent({ model: 'gpt', messages: [{ role: 'user', content }] }, { headers: { 'x-session-id': 'talk' } });

const sentBy = (upstream: ScriptedUpstream, call: number) =>
  JSON.parse(upstream.calls[call]?.body ?? '').messages.map(({ content }: { content: string }) => content);

test('a session keeps what client and model said, and sends placeholders the next time too', async () => {
  const sessions = new MemorySessions();
  const first = new ScriptedUpstream(answer('Thanks.'));
  const ports = {
    config: config({ sessions: { research: { maxTokens: 1000, ttlSeconds: 60 } } }),
    moderator: MODERATOR,
    sessions,
  };
  await ask(chat(`pay with ${CARD}`), { ...ports, upstream: first });
  expect(JSON.stringify([...sessions.turns.values()])).toContain(`pay with ${CARD}`);
  const [placeholder] = sentBy(first, 0);

  const second = new ScriptedUpstream(answer(`You said: ${placeholder}`));
  const { sink } = await ask(chat('what did I say?'), { ...ports, upstream: second });
  expect(sentBy(second, 0)).toEqual([placeholder, 'Thanks.', 'what did I say?']);
  expect(sink.json.choices[0].message.content).toBe(`You said: pay with ${CARD}`);
});

test('a session keeps neither a blocked request nor a blocked answer', async () => {
  const sessions = new MemorySessions();
  const ports = {
    config: config({ sessions: { research: { maxTokens: 1000, ttlSeconds: 60 } } }),
    moderator: MODERATOR,
    sessions,
  };
  expect((await ask(chat('canary'), ports)).sink.status).toBe(400);
  expect((await ask(chat('hello'), { ...ports, upstream: new ScriptedUpstream(answer('canary')) })).sink.status).toBe(400);
  expect([...sessions.turns.values()]).toEqual([]);
});

test('a kept answer is judged and unmasked anew', async () => {
  const { cache } = testPorts({});
  const settings = { ttlSeconds: 60, maxEntryBytes: 10_000, shareAcrossUsers: false };
  const probe = new ScriptedUpstream(answer('ok'));
  const event = chatEvent({ model: 'gpt', messages: [{ role: 'user', content: CARD }] });
  await ask(event, { config: config({}), moderator: MODERATOR, upstream: probe });
  const [placeholder] = sentBy(probe, 0);

  const upstream = new ScriptedUpstream(answer(`It is ${placeholder}.`));
  const ports = { config: config({ cache: { research: settings } }), moderator: MODERATOR, cache, upstream };
  const [fresh, kept] = [await ask(event, ports), await ask(event, ports)];
  expect([fresh.sink.headers['x-cache'], kept.sink.headers['x-cache'], upstream.calls.length]).toEqual(['miss', 'hit', 1]);
  expect([fresh.sink.text, kept.sink.text.includes(`It is ${CARD}.`)]).toEqual([kept.sink.text, true]);

  const strict = config({
    cache: { research: settings },
    moderation: { default: { input: POLICY, output: { toxicity: { block: 0 } }, whenUnavailable: 'refuse', streamWindow: 64 } },
  });
  expect((await ask(event, { ...ports, config: strict })).sink.json.error.code).toBe('content_filter');
});

test('post-processors come before the judge: what they take out is not judged', async () => {
  const prompts = {
    postProcessors: { quiet: [{ remove: { from: '<think>', to: '</think>' } }] },
    attach: { gpt: { postProcess: ['quiet'] } },
  };
  const upstream = new ScriptedUpstream(answer('<think>canary</think>All is well.'));
  const event = chatEvent({ model: 'gpt' });
  const { sink } = await ask(event, { config: config({ prompts }), moderator: MODERATOR, upstream });
  expect(sink.json.choices[0].message.content).toBe('All is well.');
});
