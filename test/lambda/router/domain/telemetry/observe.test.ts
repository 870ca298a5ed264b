import type { Journal } from '../../../../../lambda/router/domain/exchange.ts';
import { observe } from '../../../../../lambda/router/domain/telemetry/observe.ts';
import type { Attempt } from '../../../../../lambda/router/domain/usage.ts';
import { CALLER } from '../../support/events.ts';

const finish = { requestId: 'request-1', startedAt: 1_000, endedAt: 2_000, region: 'eu-west-1', rowsLost: 0 };
const subject = {
  caller: CALLER,
  requestId: 'request-1',
  region: 'eu-west-1',
  operation: 'chat.completions',
  model: 'gpt',
  provider: 'openai',
  stream: true,
} as const;
const config = { version: 1, models: { gpt: { kind: 'echo' }, '*': { kind: 'echo' } } } as const;
const attempt: Attempt = {
  ...{ number: 1, provider: 'openai', model: 'gpt', startedAt: 1_100, endedAt: 1_900, status: 200, partial: false },
  providerModel: 'gpt-5.4',
  usage: { inputTokens: 3, outputTokens: 4, usageSource: 'provider' },
};
const journal = (parts: Partial<Journal> = {}): Journal => ({ attempts: [attempt], caller: CALLER, subject, config, ...parts });

test('tokens and cost are those of all attempts: each is billed', () => {
  const charge = { costMicroDollars: 7, inputPrice: 1, outputPrice: 1, priceCatalogue: 'configuration' };
  const seen = observe(journal({ attempts: [{ ...attempt, charge }, attempt, { ...attempt, charge }] }), finish);
  expect([seen.inputTokens, seen.outputTokens, seen.costMicroDollars]).toEqual([9, 12, 14]);
});

test('without a known price there is no cost, which is not the same as none', () => {
  expect(observe(journal(), finish)).not.toHaveProperty('costMicroDollars');
});

test('the id of a key is told; the subject of a token, which may be a person, is not', () => {
  const person = { tenant: 'research', principal: 'ada@example.com', credential: 'jwt' } as const;
  expect(observe(journal(), finish)).toMatchObject({ tenant: 'research', keyId: 'key-1' });
  const seen = observe(journal({ caller: person, subject: { ...subject, caller: person } }), finish);
  expect(seen.tenant).toBe('research');
  expect(JSON.stringify(seen)).not.toContain('ada');
});

test.each([
  ['gpt', false],
  ['made-up', true],
  ['constructor', true],
])('the name %s is one that only the catch-all takes: %p', (model, catchAll) => {
  expect(observe(journal({ subject: { ...subject, model } }), finish).catchAll).toBe(catchAll);
});

test('an alias is no made-up name', () => {
  const routes = { chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'gpt' }] } } as const;
  const seen = observe(journal({ config: { ...config, routes }, subject: { ...subject, model: 'chat' } }), finish);
  expect(seen.catchAll).toBe(false);
});

test('the first byte counts for streams alone', () => {
  expect(observe(journal({ firstByteAt: 1_200 }), finish).firstByteAt).toBe(1_200);
  expect(observe(journal({ firstByteAt: 1_200, subject: { ...subject, stream: false } }), finish)).not.toHaveProperty(
    'firstByteAt',
  );
});

test('an error has no first token, whatever its first byte was', () => {
  const refused = { ...attempt, status: 503, failure: 'status 503' };
  expect(observe(journal({ status: 503, firstByteAt: 1_200, attempts: [refused] }), finish)).not.toHaveProperty('firstByteAt');
  expect(observe(journal({ status: 429, firstByteAt: 1_200, attempts: [] }), finish)).not.toHaveProperty('firstByteAt');
});

test('the first token is the later of what the upstream said and what the client had: one may wait for the other', () => {
  const at = (firstByteAt: number, ofAttempt: number) =>
    observe(journal({ status: 200, firstByteAt, attempts: [{ ...attempt, firstByteAt: ofAttempt }] }), finish).firstByteAt;
  expect([at(1_200, 1_500), at(1_700, 1_500)]).toEqual([1_500, 1_700]);
});

test('an answer out of the cache, or in place of an upstream that failed, begins with its first byte', () => {
  const failed = { ...attempt, status: 504, partial: true, failure: 'slow: no first token' };
  for (const attempts of [[], [failed]]) {
    expect(observe(journal({ status: 200, firstByteAt: 1_200, attempts }), finish).firstByteAt).toBe(1_200);
  }
});

test('of a session the number of turns is told, nothing else', () => {
  expect(observe(journal({ session: { turns: 3 } }), finish).sessionTurns).toBe(3);
  expect(observe(journal(), finish)).not.toHaveProperty('sessionTurns');
});

test('a request that never came to a model has no model, no attempts and no tokens', () => {
  expect(observe({ attempts: [], status: 404 }, finish)).toEqual({
    ...finish,
    status: 404,
    catchAll: false,
    stream: false,
    attempts: [],
    inputTokens: 0,
    outputTokens: 0,
  });
});
