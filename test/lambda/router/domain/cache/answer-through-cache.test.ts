import { apiEvent } from '../../support/events.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { asTenant, caching, MODELS, STREAM_TEXT, saying, streaming } from './support.ts';

// The whole router, in front of a scripted upstream that plays one step a call.

test('the same request gets the same bytes without a second call, and costs no tokens', async () => {
  const { ask, calls, rows, clock, lines } = caching({}, [saying('Hi.')], {
    config: { limits: { research: { tokensPerMinute: 5_000, whenUnavailable: 'refuse' } } },
  });
  const first = await ask();
  clock.advance(5_400);
  const second = await ask({}, { requestId: 'request-2' });
  expect([first.headers['x-cache'], first.headers.age, second.headers['x-cache'], second.headers.age]).toEqual([
    'miss',
    undefined,
    'hit',
    '5',
  ]);
  expect([second.status, second.text, second.headers['x-request-id']]).toEqual([200, first.text, 'request-2']);
  expect(second.headers['content-type']).toBe('application/json');
  expect([calls.length, rows.length]).toEqual([1, 1]);
  const settled = (await ask()).headers['x-ratelimit-remaining-tokens'];
  expect(settled).toBe(String(5_000 - 5 - 1_024 - 1));
  expect(lines.every(({ level }) => level === 'info')).toBe(true);
});

test('a tenant without a cache is asked for every time, without a header', async () => {
  const { ask, calls } = caching({}, [saying('a'), saying('b')]);
  const answers = [await ask({}, asTenant('other')), await ask({}, asTenant('other'))];
  expect(answers.map(({ headers }) => headers['x-cache'])).toEqual([undefined, undefined]);
  expect(calls).toHaveLength(2);
});

test('two tenants with a cache do not share', async () => {
  const settings = { ttlSeconds: 60, maxEntryBytes: 1_000_000, shareAcrossUsers: true };
  const { ask } = caching({}, [saying('a'), saying('b')], { config: { cache: { one: settings, two: settings } } });
  expect((await ask({}, asTenant('one'))).text).toContain('"a"');
  expect((await ask({}, asTenant('two'))).text).toContain('"b"');
  expect((await ask({}, asTenant('one'))).text).toContain('"a"');
});

test('a stream is given again as a stream, whole and apart from the whole answer', async () => {
  const { ask, calls } = caching({}, [streaming(), saying('Hello')]);
  const first = await ask({ stream: true });
  const whole = await ask();
  const second = await ask({ stream: true });
  expect([first.text, second.text]).toEqual([STREAM_TEXT, STREAM_TEXT]);
  expect(second.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-cache': 'hit' });
  expect([whole.headers['x-cache'], calls.length]).toEqual(['miss', 2]);
});

test('an answer is given until its time is over', async () => {
  const { ask, clock } = caching({ ttlSeconds: 60 }, [saying('a'), saying('b')]);
  await ask();
  clock.advance(60_000);
  expect((await ask()).headers['x-cache']).toBe('hit');
  clock.advance(1);
  const late = await ask();
  expect([late.headers['x-cache'], late.json.choices[0].message.content]).toEqual(['miss', 'b']);
});

test('no-store neither reads nor writes, no-cache writes only, max-age bounds the age', async () => {
  const { ask, clock } = caching(
    {},
    ['a', 'b', 'c', 'd'].map((text) => saying(text)),
  );
  const said = async (control?: string) => {
    const sink = await ask({}, control === undefined ? {} : { headers: { 'Cache-Control': control } });
    return [sink.json.choices[0].message.content, sink.headers['x-cache']];
  };
  expect(await said('no-store')).toEqual(['a', 'bypass']);
  expect(await said()).toEqual(['b', 'miss']);
  expect(await said('no-cache')).toEqual(['c', 'bypass']);
  expect(await said()).toEqual(['c', 'hit']);
  clock.advance(10_000);
  expect(await said('max-age=10')).toEqual(['c', 'hit']);
  expect(await said('max-age=9')).toEqual(['d', 'miss']);
  expect(await said()).toEqual(['d', 'hit']);
});

test('an answer that the upstream is to store on its side comes from the upstream', async () => {
  const { ask } = caching({}, [saying('a'), saying('b')]);
  expect((await ask({ store: true })).headers['x-cache']).toBe('bypass');
  expect((await ask({ store: true })).json.choices[0].message.content).toBe('b');
});

test('users get their own answers, unless the tenant lets them share', async () => {
  const alone = caching({}, [saying('a'), saying('b')]);
  expect((await alone.ask({ user: 'ann' })).headers['x-cache']).toBe('miss');
  expect((await alone.ask({ user: 'bob' })).headers['x-cache']).toBe('miss');
  const shared = caching({ shareAcrossUsers: true }, [saying('a')]);
  await shared.ask({ user: 'ann' });
  expect((await shared.ask({ user: 'bob', safety_identifier: 'x' })).headers['x-cache']).toBe('hit');
  expect((await shared.ask()).headers['x-cache']).toBe('hit');
});

test('a changed configuration of the model makes older answers unreachable', async () => {
  const first = caching({}, [saying('a')]);
  await first.ask();
  const models = { ...MODELS, gpt: { ...MODELS.gpt, model: 'gpt-next' } };
  const next = caching({}, [saying('b')], { cache: first.ports.cache, clock: first.clock, config: { models } });
  expect((await next.ask()).json.choices[0].message.content).toBe('b');
  const same = caching({}, [], { cache: first.ports.cache, clock: first.clock });
  expect((await same.ask()).json.choices[0].message.content).toBe('a');
});

test('an unknown model is refused as ever', async () => {
  const { ask } = caching({}, []);
  expect((await ask({ model: 'nobody' })).status).toBe(404);
});

test('embeddings are kept too', async () => {
  const { router, calls } = caching({}, [{ body: ['{"object":"list","data":[{"index":0,"embedding":[1,0]}],"model":"e"}'] }]);
  const send = async () => {
    const sink = new RecordingSink();
    await router(apiEvent('POST', '/v1/embeddings', { model: 'gpt', input: 'a' }), sink);
    return sink;
  };
  const [first, second] = [await send(), await send()];
  expect([first.headers['x-cache'], second.headers['x-cache'], second.text, calls.length]).toEqual([
    'miss',
    'hit',
    first.text,
    1,
  ]);
});

test('what an embedded model says of itself is said again', async () => {
  const { ask } = caching({}, [], { config: { models: { gpt: { kind: 'echo' } } } });
  const first = await ask({ stream: true });
  const second = await ask({ stream: true });
  expect([second.headers['x-cache'], second.headers['x-model-notice']]).toEqual(['hit', first.headers['x-model-notice']]);
  expect(second.text).toBe(first.text);
});

test('the log line says what the cache did, also of names that only the catch-all takes', async () => {
  const models = { '*': MODELS.gpt };
  const { ask, clock, lines } = caching({}, [saying('a')], { config: { models } });
  await ask({ model: 'made-up' });
  clock.advance(2_000);
  await ask({ model: 'made-up' });
  expect(lines.map(({ fields }) => [fields.cache, fields.cacheAgeSeconds, fields.attempts, fields.model])).toEqual([
    ['miss', undefined, 1, 'made-up'],
    ['hit', 2, 0, 'made-up'],
  ]);
});

test('an answer of the core is given again in the shape of whichever API asks', async () => {
  const { router, calls } = caching({}, [saying('Hi.')]);
  const message = async () => {
    const sink = new RecordingSink();
    const body = { model: 'gpt', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };
    await router(apiEvent('POST', '/v1/messages', body), sink);
    return sink;
  };
  const [first, second] = [await message(), await message()];
  expect([first.headers['x-cache'], second.headers['x-cache'], calls.length]).toEqual(['miss', 'hit', 1]);
  expect([second.json.type, second.json.content]).toEqual(['message', [expect.objectContaining({ text: 'Hi.' })]]);
});
