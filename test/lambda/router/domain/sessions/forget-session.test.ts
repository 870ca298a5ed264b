import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { ask } from '../../support/ask.ts';
import { expectOpenAiError } from '../../support/errors.ts';
import { apiEvent } from '../../support/events.ts';
import { MemorySessions } from '../../support/memory-sessions.ts';

const KEY = { tenant: 'research', principal: 'key-1', id: 'talk' };
const TURN = { messages: [{ role: 'user', content: 'hi' }] } as const;
const SESSIONS = { research: { maxTokens: 1000, ttlSeconds: 60 } };

async function forget(id: string, sessions: MemorySessions | undefined, config: Partial<RouterConfig> = {}, authorizer?: object) {
  const source = { current: async () => ({ version: 1, models: {}, ...config }) as RouterConfig, refresh: async () => undefined };
  const event = apiEvent('DELETE', `/v1/sessions/${id}`, undefined, authorizer && { authorizer });
  return ask(event, { config: source, ...(sessions && { sessions }) });
}

test('a conversation is forgotten, and to say so twice is no error', async () => {
  const sessions = new MemorySessions();
  await sessions.append(KEY, 1, TURN);
  for (let time = 0; time < 2; time++) {
    const { sink, rows } = await forget('talk', sessions, { sessions: SESSIONS });
    expect([sink.status, sink.json, rows]).toEqual([200, { id: 'talk', object: 'session.deleted', deleted: true }, []]);
    expect(sessions.turns.size).toBe(0);
  }
});

test.each([
  ['tenant', { tenant: 'sales', principal: 'key-1', credential: 'api-key' }],
  ['key', { tenant: 'research', principal: 'key-2', credential: 'api-key' }],
])("another %s's conversation stays, and nobody learns that it is there", async (_, caller) => {
  const sessions = new MemorySessions();
  await sessions.append(KEY, 1, TURN);
  const config = { sessions: { ...SESSIONS, sales: SESSIONS.research } };
  const { sink } = await forget('talk', sessions, config, caller);
  const { sink: empty } = await forget('talk', new MemorySessions(), config, caller);
  expect([sink.status, sink.text, sink.headers]).toEqual([empty.status, empty.text, empty.headers]);
  expect((await sessions.load(KEY)).turns).toEqual([TURN]);
});

test('what was kept before the tenant lost its sessions can still be forgotten', async () => {
  const sessions = new MemorySessions();
  await sessions.append(KEY, 1, TURN);
  expect((await forget('talk', sessions)).sink.status).toBe(200);
  expect(sessions.turns.size).toBe(0);
});

test.each<[string, string, MemorySessions | undefined, Partial<RouterConfig>, number, string | null]>([
  ['an id of another form', 'a%20b', new MemorySessions(), { sessions: SESSIONS }, 400, null],
  ['no sessions anywhere', 'talk', undefined, {}, 400, 'sessions_not_configured'],
  ['a store that the environment does not name', 'talk', undefined, { sessions: SESSIONS }, 503, 'session_unavailable'],
  [
    'a store that is gone',
    'talk',
    Object.assign(new MemorySessions(), { broken: true }),
    { sessions: SESSIONS },
    503,
    'session_unavailable',
  ],
])('%s is refused in words', async (_, id, sessions, config, status, code) => {
  const { sink } = await forget(id, sessions, config);
  expectOpenAiError(sink.json);
  expect([sink.status, sink.json.error.code]).toEqual([status, code]);
});
