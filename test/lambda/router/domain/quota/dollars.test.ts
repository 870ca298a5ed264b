import { expectOpenAiError } from '../../support/errors.ts';
import { apiEvent } from '../../support/events.ts';
import { chat, DOLLAR, priced } from './support.ts';

const DAY = { microDollarsPerDay: 10 * DOLLAR };

test('dollars are reserved for the longest answer; one more dollar than there is is a 429 that says so', async () => {
  const { send, ports } = priced({ research: DAY });
  expect((await send(chat(7))).status).toBe(200);
  const sink = await send(chat(4));
  expect(sink.status).toBe(429);
  expectOpenAiError(sink.json);
  expect(sink.json.error).toMatchObject({ type: 'dollars', code: 'rate_limit_exceeded' });
  expect(sink.json.error.message).toBe('Limit of $10 per day for your tenant reached. Try again in 87720 s.');
  expect([sink.headers['retry-after'], sink.headers['x-should-retry']]).toEqual(['87720', 'false']);
  expect(ports.ledger.rows.map(({ costMicroDollars }) => costMicroDollars)).toEqual([7 * DOLLAR]);
  expect((await send(chat(3))).status).toBe(200);
});

test('of two maxima the larger one is reserved, whichever an upstream obeys', async () => {
  const { send } = priced({ research: DAY });
  expect((await send(chat(1, { max_tokens: 11 }))).status).toBe(429);
  expect((await send(chat(11, { max_tokens: 1 }))).status).toBe(429);
  expect((await send(chat(1, { max_tokens: null }))).status).toBe(200);
});

test('what a request did not cost is given back', async () => {
  const { send, ports } = priced({ research: DAY });
  // The answer has a dozen words, whatever more it may have.
  expect((await send(chat(9, { stop: 'echo' }))).status).toBe(200);
  expect(ports.ledger.rows[0]?.costMicroDollars).toBe(3 * DOLLAR);
  expect((await send(chat(7))).status).toBe(200);
  expect((await send(chat(1))).status).toBe(429);
});

test('a request that can never be paid says so', async () => {
  const { send } = priced({ research: { microDollarsPerMinute: DOLLAR / 4 } });
  const sink = await send(chat(3));
  expect([sink.status, sink.headers['x-should-retry']]).toEqual([429, 'false']);
  expect(sink.json.error.message).toContain(
    'Limit of $0.25 per minute for your tenant is below the $3 that this request may need.',
  );
});

test('the tightest of several periods refuses', async () => {
  const { send } = priced({
    research: { microDollarsPerMinute: 5 * DOLLAR, microDollarsPerDay: 8 * DOLLAR, microDollarsPerMonth: 9 * DOLLAR },
  });
  await send(chat(5));
  expect((await send(chat(1))).json.error.message).toContain('Limit of $5 per minute');
  // Of several that refuse, the one that takes longest is named.
  expect((await send(chat(5))).json.error.message).toContain('Limit of $9 per 30 days for your tenant reached');
});

test('an alias is reserved at its dearest candidate, and settled with the one that answered', async () => {
  const candidates = [{ model: 'echo' }, { model: 'dear' }];
  const { send } = priced({ research: DAY }, { routes: { any: { strategy: 'priority', splitBy: 'request', candidates } } });
  expect((await send(chat(6, { model: 'any' }))).status).toBe(429);
  expect((await send(chat(5, { model: 'any' }))).status).toBe(200);
  expect((await send(chat(5))).status).toBe(200);
});

test('a model that costs nothing, or whose price is not known, counts as free', async () => {
  const { send, ports } = priced({ research: { microDollarsPerMinute: 1 } });
  expect((await send(chat(9, { model: 'free' }))).status).toBe(200);
  expect(ports.ledger.rows[0]).toMatchObject({ costMicroDollars: 0, priceCatalogue: 'embedded' });
});

test('embeddings cost their input', async () => {
  const models = { embed: { kind: 'hashing-embedder' as const, dimensions: 8 } };
  const prices = { embed: { input: 3 * DOLLAR, output: 0, catalogue: 'configuration' } };
  const { send, ports } = priced({ research: { microDollarsPerDay: 3 } }, { models, prices });
  const ask = () => send(apiEvent('POST', '/v1/embeddings', { model: 'embed', input: 'word' }));
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
  expect(ports.ledger.rows).toMatchObject([{ costMicroDollars: 3, inputPrice: 3 * DOLLAR }]);
});

test('a tenant without limits in dollars is not told of them, and its rows are priced all the same', async () => {
  const { send, ports } = priced({});
  const sink = await send(chat(2));
  expect(Object.keys(sink.headers).filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  expect(ports.ledger.rows[0]).toMatchObject({ costMicroDollars: 2 * DOLLAR, priceCatalogue: 'configuration' });
});
