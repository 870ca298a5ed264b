import fc from 'fast-check';
import { memoryQuota } from '../../../../../lambda/router/adapters/memory-quota.ts';
import type { RateLimits, TenantLimits } from '../../../../../lambda/router/contract/limits.ts';
import { limitsOf, partitionOf } from '../../../../../lambda/router/domain/quota/limits.ts';
import { CALLER } from '../../support/events.ts';
import { chat, DOLLAR, priced } from './support.ts';

const organisation = (limits: RateLimits) => ({ organisation: { name: 'acme', ...limits } });

test('the tenants of an organisation share its limits, and nobody else does', async () => {
  const acme = organisation({ requestsPerMinute: 2 });
  const { send } = priced({ research: acme, sales: acme, other: { requestsPerMinute: 2 } });
  expect((await send(chat(1))).status).toBe(200);
  expect((await send(chat(1, {}, { tenant: 'sales' }))).status).toBe(200);
  const sink = await send(chat(1, {}, { tenant: 'sales', principal: 'key-2' }));
  expect(sink.json.error.message).toBe('Limit of 2 requests per minute for your organisation reached. Try again in 61 s.');
  expect(sink.headers['x-ratelimit-remaining-requests']).toBe('0');
  expect((await send(chat(1, {}, { tenant: 'other' }))).status).toBe(200);
});

test('a tenant has its own limits within those of its organisation', async () => {
  const acme = organisation({ microDollarsPerDay: 10 * DOLLAR });
  const { send } = priced({ research: { ...acme, microDollarsPerDay: 4 * DOLLAR }, sales: acme });
  expect((await send(chat(4))).status).toBe(200);
  expect((await send(chat(1))).json.error.message).toContain('Limit of $4 per day for your tenant reached');
  expect((await send(chat(7, {}, { tenant: 'sales' }))).json.error.message).toContain(
    'Limit of $10 per day for your organisation',
  );
  expect((await send(chat(6, {}, { tenant: 'sales' }))).status).toBe(200);
});

test('a session has limits of its own, under its key', async () => {
  const { send } = priced({ research: { perSession: { requestsPerMinute: 1 } } });
  const ask = (session: string, principal = 'key-1') => send(chat(1, {}, { session, principal }));
  expect((await ask('a')).status).toBe(200);
  const again = await ask('a');
  expect([again.status, again.json.error.message]).toEqual([429, expect.stringContaining('for this session reached')]);
  expect([(await ask('b')).status, (await ask('a', 'key-2')).status, (await send(chat(1))).status]).toEqual([200, 200, 200]);
});

test('a key with more users and sessions than can be counted locks out nobody but its own new ones', async () => {
  const acme = organisation({ requestsPerMinute: 90 });
  const perUser = { requestsPerMinute: 5 };
  const quota = memoryQuota(() => 120_000, 2);
  const { send } = priced(
    { research: { ...acme, perUser, perSession: perUser }, sales: { ...acme, perKey: perUser } },
    { quota },
  );
  const statusOf = async (body: object, caller: object = {}) => (await send(chat(1, body, caller))).status;
  expect(await statusOf({ user: 'ann' }, { session: 'a' })).toBe(200);
  expect([await statusOf({ user: 'bob' }), await statusOf({}, { session: 'b' })]).toEqual([503, 503]);
  expect([await statusOf({ user: 'ann' }), await statusOf({})]).toEqual([200, 200]);
  expect(await statusOf({ user: 'bob' }, { principal: 'key-2' })).toBe(200);
  expect(await statusOf({}, { tenant: 'sales', principal: 'key-3' })).toBe(200);
});

test('a refusal leaves nothing in any counter of the way', async () => {
  const rates = { concurrency: 9, requestsPerMinute: 9 };
  const limits = { ...organisation(rates), ...rates, perKey: rates, perUser: rates, perSession: { requestsPerMinute: 1 } };
  const { send } = priced({ research: limits });
  const ask = (session: string) => send(chat(1, { user: 'ann' }, { session }));
  for (let i = 0; i < 9; i++) await ask('same');
  const sink = await ask('other');
  expect([sink.status, sink.headers['x-ratelimit-remaining-requests']]).toEqual([200, '0']);
  expect((await ask('third')).headers['x-ratelimit-remaining-requests']).toBe('0');
  expect((await send(chat(1))).headers['x-ratelimit-remaining-requests']).toBe('5');
});

test('no two limits share a counter, whatever keys, users and sessions are called', () => {
  const rates: RateLimits = { requestsPerMinute: 1, microDollarsPerMinute: 1, microDollarsPerDay: 1, microDollarsPerMonth: 1 };
  const limits: TenantLimits = {
    ...{ ...rates, organisation: { name: 'acme', ...rates } },
    ...{ perKey: rates, perUser: rates, perSession: rates, whenUnavailable: 'refuse' },
  };
  const name = fc.oneof(fc.string(), fc.constantFrom('', 'a', '["a"]', 'session', 'requestsPerMinute'));
  const caller = fc.record({ tenant: name, principal: name, user: name, session: name });
  fc.assert(
    fc.property(caller, caller, ({ user, session, ...one }, other) => {
      const keys = limitsOf(limits, { ...CALLER, ...one }, { user, session }).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      const { user: theirs, session: elsewhere, ...two } = other;
      const sessions = limitsOf(limits, { ...CALLER, ...two }, { user: theirs, session: elsewhere }).filter(
        ({ scope }) => scope === 'session',
      );
      const same = one.tenant === two.tenant && one.principal === two.principal && session === elsewhere;
      expect(sessions.some(({ key }) => keys.includes(key))).toBe(same);
    }),
  );
});

test('all counters of a request lie in one partition: the organisation’s where there is one', () => {
  const alone: TenantLimits = { whenUnavailable: 'refuse' };
  expect([partitionOf(alone, 'research'), partitionOf({ ...alone, ...organisation({}) }, 'research')]).toEqual([
    'research',
    'organisation/acme',
  ]);
});
