import fc from 'fast-check';
import type { UsageRow } from '../../../../../lambda/router/contract/usage.ts';
import { vectorIn } from '../../../../../lambda/router/domain/cache/embedding.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { MemoryLedger } from '../../support/ports.ts';
import { BROKEN, ScriptedUpstream, type Step } from '../../support/scripted-upstream.ts';
import { asTenant, caching, MODELS, SETTINGS, saying, streaming } from './support.ts';

const SEMANTIC = { semantic: { model: 'hash', threshold: 0.8 } };
const WORDS = 'how do i reset the password of my account in the customer portal';
const NEAR = 'how do i reset the password of my account in the customer portal please';
const talk = (content: string, more: object = {}) => ({ messages: [{ role: 'user', content }], ...more });

test('a question that means the same gets the same answer, marked, and without a call', async () => {
  const { ask, calls, ports, clock } = caching(SEMANTIC, [saying('Click on it.'), saying('No.')]);
  const first = await ask(talk(WORDS));
  clock.advance(3_000);
  const near = await ask(talk(NEAR));
  expect([near.headers['x-cache'], near.headers.age, near.text]).toEqual(['semantic', '3', first.text]);
  expect(Number(near.headers['x-cache-similarity'])).toBeGreaterThan(0.8);
  expect([calls.length, ports.ledger.rows.length]).toEqual([1, 1]);
  expect((await ask(talk('what is the capital of france'))).headers['x-cache']).toBe('miss');
});

test('below the threshold there is none', async () => {
  const { ask } = caching({ semantic: { model: 'hash', threshold: 0.99 } }, [saying('a'), saying('b')]);
  await ask(talk(WORDS));
  expect((await ask(talk(NEAR))).headers['x-cache']).toBe('miss');
});

const system = (content: string) => ({
  messages: [
    { role: 'system', content },
    { role: 'user', content: NEAR },
  ],
});
test.each<[string, object]>([
  ['system prompt', system('Be brief.')],
  ['earlier turn', { messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, ...talk(NEAR).messages] }],
  ['tool', talk(NEAR, { tools: [{ type: 'function', function: { name: 'f' } }] })],
  ['parameter', talk(NEAR, { temperature: 0.1 })],
  ['way to answer', talk(NEAR, { stream: true })],
  ['user', talk(NEAR, { user: 'ann' })],
  ['model', talk(NEAR, { model: 'llama' })],
  ['number in the question', talk(`${NEAR} 7`)],
  ['name of the speaker', { messages: [{ role: 'user', name: 'ann', content: NEAR }] }],
])('never across another %s', async (_, body) => {
  const { ask } = caching(SEMANTIC, [saying('a'), 'stream' in body ? streaming() : saying('b')]);
  await ask(talk(WORDS));
  expect((await ask(body)).headers['x-cache']).toBe('miss');
});

test('never across tenants', async () => {
  const settings = { ...SETTINGS, ...SEMANTIC };
  const { ask } = caching({}, [saying('a'), saying('b')], { config: { cache: { one: settings, two: settings } } });
  await ask(talk(WORDS), asTenant('one'));
  expect((await ask(talk(NEAR), asTenant('two'))).headers['x-cache']).toBe('miss');
  expect((await ask(talk(NEAR), asTenant('one'))).headers['x-cache']).toBe('semantic');
});

test('whatever two tenants ask under whatever system prompts, an answer stays where it was given', async () => {
  const place = fc.record({
    tenant: fc.constantFrom('one', 'two'),
    prompt: fc.constantFrom('a', 'b'),
    words: fc.constantFrom(WORDS, NEAR),
  });
  const settings = { ...SETTINGS, ...SEMANTIC };
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 12 }), async (places) => {
      const steps = places.map((_, index) => saying(`answer ${index}`));
      const said = new Map<string, string>();
      const upstream = new ScriptedUpstream(...steps);
      const { ask } = caching({}, [], { config: { cache: { one: settings, two: settings } }, upstream });
      for (const { tenant, prompt, words } of places) {
        const calls = upstream.calls.length;
        const messages = [
          { role: 'system', content: prompt },
          { role: 'user', content: words },
        ];
        const sink = await ask({ messages }, asTenant(tenant));
        const { content } = sink.json.choices[0].message;
        // Each call has an answer of its own; without a call it must be one that was given in the same place.
        if (upstream.calls.length === calls) expect(content).toBe(said.get(`${tenant}/${prompt}`));
        else said.set(`${tenant}/${prompt}`, content);
      }
    }),
    { numRuns: 40 },
  );
});

test('an answer that is gone is none, and neither is one that is too old', async () => {
  const { ask, clock, ports } = caching({ ...SEMANTIC, ttlSeconds: 60 }, [saying('a'), saying('b'), saying('c')]);
  await ask(talk(WORDS));
  clock.advance(61_000);
  expect((await ask(talk(NEAR))).headers['x-cache']).toBe('miss');
  const forgetful = { ...ports.cache, answers: { ...ports.cache.answers, get: async () => undefined } };
  const other = caching(SEMANTIC, [saying('d')], { cache: forgetful, clock });
  expect((await other.ask(talk(WORDS))).headers['x-cache']).toBe('miss');
});

describe('with a server for embeddings', () => {
  const models = {
    ...MODELS,
    embed: { kind: 'openai', baseUrl: 'http://embed/v1', model: 'e-1', apiKey: { secret: 'embed/key' } },
  } as const;
  const settings = { semantic: { model: 'embed', threshold: 0.9 } };
  const vector = (...numbers: readonly number[]): Step => ({
    body: [JSON.stringify({ data: [{ embedding: numbers }], model: 'e-1', usage: { prompt_tokens: 7, total_tokens: 7 } })],
  });

  test('it is asked with its own credential, and each time is on the ledger', async () => {
    const { ask, calls, rows } = caching(settings, [vector(2, 0), saying('a'), vector(3, 0.1)], { config: { models } });
    await ask(talk('one'));
    const near = await ask(talk('two'), { requestId: 'request-2' });
    expect(near.headers).toMatchObject({ 'x-cache': 'semantic', 'x-cache-similarity': '0.9994' });
    expect(calls[0]).toMatchObject({ baseUrl: 'http://embed/v1', path: '/embeddings' });
    expect(calls[0]?.headers.authorization).toBe('Bearer value-of-embed/key');
    expect(JSON.parse(calls[0]?.body ?? '')).toEqual({ model: 'e-1', input: 'one' });
    expect(rows.map(({ providerModel, inputTokens }) => [providerModel, inputTokens])).toEqual([
      ['e-1', 7],
      ['gpt', 3],
      ['e-1', 7],
    ]);
  });

  test('what it takes is booked on its own model, as an embedding, and not on the chat', async () => {
    const prices = { embed: { input: 1e12, output: 0, catalogue: 'configuration' } };
    const seen: Observation[] = [];
    const telemetry = { finished: (observation: Observation) => void seen.push(observation) };
    const steps = [vector(2, 0), saying('a'), vector(3, 0.1)];
    const { ask, rows, lines } = caching(settings, steps, { config: { models, prices }, telemetry });
    await ask(talk('one'));
    await ask(talk('two'), { requestId: 'request-2' });
    expect(
      rows.map(({ requestId, attempt, operation, model, candidate }) => [requestId, attempt, operation, model, candidate]),
    ).toEqual([
      ['request-1-embedding', 1, 'embeddings', 'embed', undefined],
      ['request-1', 1, 'chat.completions', 'gpt', undefined],
      ['request-2-embedding', 1, 'embeddings', 'embed', undefined],
    ]);
    const [miss, hit] = seen;
    expect(miss).toMatchObject({ inputTokens: 3, outputTokens: 2, attempts: [{ model: 'gpt' }] });
    expect(miss).not.toHaveProperty('costMicroDollars');
    expect(hit).toMatchObject({ model: 'gpt', cache: 'semantic', inputTokens: 0, attempts: [] });
    expect(hit?.apart).toMatchObject([{ operation: 'embeddings', model: 'embed', inputTokens: 7, costMicroDollars: 7_000_000 }]);
    const [, , embedded, request] = lines.map(({ message, fields }) => ({ message, ...fields }));
    expect(request).toMatchObject({ message: 'request', model: 'gpt', attempts: 0, cache: 'semantic' });
    for (const name of ['inputTokens', 'outputTokens']) expect(request).not.toHaveProperty(name);
    expect(request).toMatchObject({ providerModel: undefined, costMicroDollars: undefined });
    expect(embedded).toMatchObject({
      ...{ message: 'question embedded', requestId: 'request-2', tenant: 'research', operation: 'embeddings', model: 'embed' },
      ...{ providerModel: 'e-1', inputTokens: 7, costMicroDollars: 7_000_000 },
    });
  });

  test('an attempt that nobody lives to settle is noted under its own name too', async () => {
    const begun: UsageRow[] = [];
    const ledger = Object.assign(new MemoryLedger(), {
      begin: (row: UsageRow) => ({ noted: Promise.resolve(void begun.push(row)), first: true }),
    });
    const { ask } = caching(settings, [vector(2, 0), saying('a')], { config: { models }, ledger });
    await ask(talk('one'));
    expect(begun.map(({ requestId, attempt, model }) => [requestId, attempt, model])).toEqual([
      ['request-1-embedding', 1, 'embed'],
      ['request-1', 1, 'gpt'],
    ]);
  });

  test.each<[string, Step]>([
    ['is down', { status: 503, headers: { 'x-should-retry': 'false' }, body: ['{"error":{"message":"one is too much"}}'] }],
    ['breaks off', { body: ['{"da'], fails: BROKEN }],
    ['says something else', { body: ['{"data":[]}'] }],
  ])('when it %s the model is asked, and the log has no word of the question', async (_, step) => {
    const { ask, lines } = caching(settings, [step, saying('a')], { config: { models } });
    const sink = await ask(talk('one'));
    expect([sink.status, sink.headers['x-cache']]).toEqual([200, 'miss']);
    expect(JSON.stringify(lines)).not.toContain('too much');
  });
});

test.each([
  null,
  {},
  { data: [] },
  { data: [{ embedding: [] }] },
  { data: [{ embedding: ['1'] }] },
  { data: [{ embedding: [0, 0] }] },
])('%j is no vector', (answer) => {
  expect(vectorIn(answer)).toBeUndefined();
});
