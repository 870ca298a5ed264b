import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { UpstreamFailure } from '../../../../../lambda/router/domain/ports.ts';
import type { Step } from '../../support/scripted-upstream.ts';
import { caching, STREAM_TEXT, saying, streaming } from './support.ts';

const SETTINGS = { ttlSeconds: 60, staleIfErrorSeconds: 600 };
const DOWN: Step = { status: 503, headers: { 'x-should-retry': 'false' }, body: ['{"error":{"message":"down"}}'] };
const ROUTES: Partial<RouterConfig> = {
  routes: {
    chat: {
      strategy: 'priority',
      splitBy: 'request',
      candidates: [{ model: 'gpt' }, { model: 'llama' }],
      defaultAnswer: 'Later.',
    },
  },
};

test('when the model fails an answer that is too old is better than none, and is marked', async () => {
  const { ask, clock, rows, calls } = caching(SETTINGS, [saying('Old.'), DOWN]);
  await ask();
  clock.advance(61_000);
  const stale = await ask();
  expect([stale.status, stale.json.choices[0].message.content]).toEqual([200, 'Old.']);
  expect(stale.headers).toMatchObject({ 'x-cache': 'stale', age: '61' });
  expect([calls.length, rows.map(({ status }) => status)]).toEqual([2, [200, 503]]);
});

test('a model that answers is preferred, and its answer replaces the old one', async () => {
  const { ask, clock } = caching(SETTINGS, [saying('Old.'), saying('New.')]);
  await ask();
  clock.advance(61_000);
  expect((await ask()).headers['x-cache']).toBe('miss');
  const hit = await ask();
  expect([hit.headers['x-cache'], hit.json.choices[0].message.content]).toEqual(['hit', 'New.']);
});

test('when all candidates fail the old answer goes before the default answer', async () => {
  const { ask, clock } = caching(SETTINGS, [saying('Old.'), DOWN, DOWN, DOWN, DOWN], { config: ROUTES });
  await ask({ model: 'chat' });
  clock.advance(61_000);
  const stale = await ask({ model: 'chat' });
  expect(stale.json.choices[0].message.content).toBe('Old.');
  expect(stale.headers).toMatchObject({
    'x-cache': 'stale',
    'x-route': 'chat; (stale answer); fallback after gpt (503), llama (503)',
  });
  const another = await ask({ model: 'chat', seed: 1 });
  expect(another.json.choices[0].message.content).toBe('Later.');
});

test('an old answer that stood in is no new one', async () => {
  const { ask, clock } = caching(SETTINGS, [saying('Old.'), DOWN, DOWN]);
  await ask();
  clock.advance(61_000);
  await ask();
  clock.advance(100_000);
  expect((await ask()).headers).toMatchObject({ 'x-cache': 'stale', age: '161' });
});

test('a stream that dies before its first token is replaced by the old one', async () => {
  const dead: Step = { ...streaming([]), fails: new UpstreamFailure('broken', 'gone') };
  const { ask, clock } = caching(SETTINGS, [streaming(), ...Array<Step>(6).fill(dead)]);
  await ask({ stream: true });
  clock.advance(61_000);
  const stale = await ask({ stream: true });
  expect([stale.headers['x-cache'], stale.text]).toEqual(['stale', STREAM_TEXT]);
});

test.each<[string, object, number, string | undefined, Step]>([
  ['nobody asked for old answers', { staleIfErrorSeconds: undefined }, 61_000, undefined, DOWN],
  ['it is older than the tenant wants', {}, 661_000, undefined, DOWN],
  ['it is older than the client wants', {}, 61_000, 'max-age=60', DOWN],
  ['the client wants none from the cache', {}, 61_000, 'no-cache', DOWN],
  ['the fault is the client’s', {}, 61_000, undefined, { status: 400, body: ['{"error":{"message":"no"}}'] }],
])('there is no old answer when %s', async (_, settings, passed, control, step) => {
  const { ask, clock } = caching({ ...SETTINGS, ...settings } as typeof SETTINGS, [saying('Old.'), step]);
  await ask();
  clock.advance(passed);
  const sink = await ask({}, control === undefined ? {} : { headers: { 'cache-control': control } });
  expect(sink.status).toBe(step === DOWN ? 503 : 400);
});
