import { abuseDigests } from '../../../../../lambda/router/adapters/abuse-digests.ts';
import { memoryAbuse } from '../../../../../lambda/router/adapters/memory-abuse.ts';
import { type AbuseRules, DEFAULT_ABUSE_THRESHOLDS } from '../../../../../lambda/router/contract/abuse.ts';
import type { TenantModeration } from '../../../../../lambda/router/contract/moderation.ts';
import type { AbuseStore } from '../../../../../lambda/router/domain/abuse/store.ts';
import type { RouterPorts } from '../../../../../lambda/router/domain/ports.ts';
import { ask } from '../../support/ask.ts';
import { apiEvent, chatEvent } from '../../support/events.ts';
import { MODERATOR, POLICY } from '../../support/moderator.ts';
import { SkippingClock } from '../../support/ports.ts';

const RULES: AbuseRules = { ...DEFAULT_ABUSE_THRESHOLDS, coolingOffSeconds: 300, longestCoolingOffSeconds: 86_400 };
const SETTINGS: TenantModeration = { input: POLICY, whenUnavailable: 'refuse', streamWindow: 64, abuse: RULES };

const chat = (content: string) => chatEvent({ model: 'echo', messages: [{ role: 'user', content }] });

function platform(settings: Partial<TenantModeration> = {}, abuse: AbuseStore = memoryAbuse(abuseDigests('secret'))) {
  const clock = new SkippingClock();
  let requests = 0;
  const ports: Partial<RouterPorts> = {
    config: {
      current: async () => ({
        version: 1,
        models: { echo: { kind: 'echo' }, hash: { kind: 'hashing-embedder', dimensions: 8 } },
        moderation: { default: { ...SETTINGS, ...settings } },
      }),
      refresh: async () => undefined,
    },
    ...{ moderator: MODERATOR, abuse, clock },
  };
  /** Each request has an id of its own, as from API Gateway. */
  const asking = (event: object, more: Partial<RouterPorts> = {}) => {
    const { requestContext = {}, ...rest } = event as { requestContext?: object };
    requests += 1;
    return ask({ ...rest, requestContext: { ...requestContext, requestId: `request-${requests}` } }, { ...ports, ...more });
  };
  const attack = async (times: number) => {
    for (let time = 0; time < times; time++) await asking(chat('the canary sings'));
  };
  return { asking, attack, clock };
}

test('who behaves sees nothing of it', async () => {
  const { asking } = platform();
  const { sink, lines } = await asking(chat('hello'));
  expect([sink.status, sink.headers['x-abuse']]).toEqual([200, undefined]);
  expect(lines.at(-1)?.fields.abuse).toBeUndefined();
});

test('refused again and again, a key is warned, then throttled, then blocked; then it may come back', async () => {
  const { asking, attack, clock } = platform();
  await attack(6);
  const warned = await asking(chat('hello'));
  expect([warned.sink.status, warned.sink.headers['x-abuse']]).toEqual([200, 'warned']);
  expect(warned.lines.at(-1)?.fields).toMatchObject({ abuse: 'warn', abuseScope: 'key' });

  await attack(3);
  const turn = await asking(chat('hello'));
  expect([turn.sink.status, turn.sink.headers['x-abuse']]).toEqual([200, 'throttled']);
  const throttled = await asking(chat('hello'));
  expect([throttled.sink.status, throttled.sink.headers['x-abuse'], throttled.sink.headers['retry-after']]).toEqual([
    429,
    'throttled',
    '10',
  ]);
  expect(throttled.sink.json.error).toMatchObject({ type: 'rate_limit_error', code: 'abuse_throttled' });
  expect(throttled.lines.at(-1)?.fields).toMatchObject({ abuse: 'throttle', abuseScope: 'key' });

  for (let time = 0; time < 8; time++) {
    clock.advance(10_000);
    await attack(1);
  }
  const blocked = await asking(chat('hello'));
  expect([blocked.sink.status, blocked.sink.headers['x-abuse'], blocked.sink.headers['x-should-retry']]).toEqual([
    403,
    'blocked',
    'false',
  ]);
  expect(blocked.sink.json.error).toEqual({
    message: expect.stringMatching(
      /^Too many requests of this key were refused by the content policy here: it is blocked until 2026-01-02T/,
    ),
    ...{ type: 'permission_error', param: null, code: 'abuse_blocked' },
  });
  clock.advance(1_000 * Number(blocked.sink.headers['retry-after']) + 15 * 60_000);
  expect((await asking(chat('hello'))).sink.headers['x-abuse']).toBeUndefined();
});

test('that a standing got worse is one line, without a word of the prompt', async () => {
  const { asking } = platform();
  const lines: unknown[] = [];
  const log: RouterPorts['log'] = (_level, message, fields) => void (message === 'abuse' && lines.push(fields));
  for (let time = 0; time < 7; time++) await asking(chat('the canary sings'), { log });
  expect(lines).toEqual([
    {
      ...{ requestId: expect.any(String), scope: 'key', tenant: 'research', keyId: expect.any(String) },
      ...{ action: 'warn', score: expect.any(Number), coolingOffSeconds: 300 },
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});

test('a token is named by its tenant only: its subject may be a person', async () => {
  const { asking } = platform();
  const lines: object[] = [];
  const log: RouterPorts['log'] = (_level, message, fields) => void (message === 'abuse' && lines.push(fields));
  const event = chat('the canary sings') as { requestContext: { authorizer: object } };
  const { requestContext } = event;
  const authorizer = { ...requestContext.authorizer, principal: 'ann@example.com', credential: 'jwt' };
  for (let time = 0; time < 7; time++) await asking({ ...event, requestContext: { ...requestContext, authorizer } }, { log });
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain('ann');
});

test('embeddings count too, and a blocked key gets none', async () => {
  const { asking } = platform();
  const embed = (input: string) => apiEvent('POST', '/v1/embeddings', { model: 'hash', input });
  for (let time = 0; time < 30; time++) await asking(embed('canary'));
  expect((await asking(embed('hello'))).sink.status).toBe(429);
});

test('a thousand harmless requests are what they were', async () => {
  const { asking } = platform();
  let last = await asking(chat('hello'));
  for (let time = 0; time < 1_000; time++) last = await asking(chat(`hello ${time}`));
  expect([last.sink.status, last.sink.headers['x-abuse']]).toEqual([200, undefined]);
});

test('what is flagged is no refusal', async () => {
  const { asking } = platform();
  for (let time = 0; time < 30; time++) await asking(chat('how rude'));
  expect((await asking(chat('hello'))).sink.headers['x-abuse']).toBeUndefined();
});

test('a tenant without rules for abuse never asks the store', async () => {
  const store: AbuseStore = {
    admit: () => Promise.reject(new Error('asked')),
    record: () => Promise.reject(new Error('asked')),
  };
  const { asking } = platform({}, store);
  const config: RouterPorts['config'] = {
    current: async () => ({
      ...{ version: 1, models: { echo: { kind: 'echo' } } },
      moderation: { default: { input: POLICY, whenUnavailable: 'refuse', streamWindow: 64 } },
    }),
    refresh: async () => undefined,
  };
  const { sink, lines } = await asking(chat('hello'), { config });
  expect([sink.status, lines.length]).toEqual([200, 1]);
});

test.each([
  ['refuse', 503, 'error'],
  ['allow', 200, 'warn'],
] as const)('a store that is out of reach: %s', async (whenUnavailable, status, level) => {
  const gone = () => Promise.reject(new Error('no connection'));
  const { asking } = platform({ whenUnavailable }, { admit: gone, record: gone });
  const { sink, lines } = await asking(chat('hello'));
  expect(sink.status).toBe(status);
  expect(lines[0]).toMatchObject({
    level,
    message: 'abuse store unavailable',
    fields: { error: 'no connection', whenUnavailable },
  });
});

test('what cannot be remembered is in the log, and the client has its answer', async () => {
  const store: AbuseStore = {
    admit: async () => ({ level: 0, scope: 'key', waitMs: 0 }),
    record: () => Promise.reject(new Error('no connection')),
  };
  const { sink, lines } = await platform({}, store).asking(chat('hello'));
  expect(sink.status).toBe(200);
  expect(lines.map(({ message }) => message)).toContain('behaviour not remembered');
});
