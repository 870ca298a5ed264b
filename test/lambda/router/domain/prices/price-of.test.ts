import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { costsOf, highestCost, priceOf } from '../../../../../lambda/router/domain/prices/price-of.ts';

const price = (input: number) => ({ input, output: 0, catalogue: 'configuration' });
const OPENAI = { kind: 'openai', baseUrl: 'http://upstream/v1' } as const;

const CONFIG: RouterConfig = {
  version: 1,
  models: { cheap: OPENAI, dear: OPENAI, unknown: OPENAI, echo: { kind: 'echo' }, '*': OPENAI },
  routes: {
    chat: { strategy: 'priority', splitBy: 'request', candidates: [{ model: 'cheap' }, { model: 'dear' }, { model: 'unknown' }] },
  },
  prices: { cheap: price(1_000_000), dear: price(5_000_000), '*': price(2_000_000) },
};
const TEN = { inputTokens: 10, outputTokens: 0 };

test('a model has its own price, and a name that nobody claims has that of the catch-all', () => {
  expect([priceOf(CONFIG, 'cheap')?.input, priceOf(CONFIG, 'o99')?.input]).toEqual([1_000_000, 2_000_000]);
});

test('a model without a price has none, not that of the catch-all', () => {
  expect(priceOf(CONFIG, 'unknown')).toBeUndefined();
  expect(priceOf(CONFIG, 'constructor')?.input).toBe(2_000_000);
  expect(priceOf({ version: 1, models: {} }, 'constructor')).toBeUndefined();
});

test('what runs in the router is free, unless it is given a price', () => {
  expect(priceOf(CONFIG, 'echo')).toMatchObject({ input: 0, output: 0, catalogue: 'embedded' });
  expect(priceOf({ ...CONFIG, prices: { echo: price(7) } }, 'echo')?.input).toBe(7);
});

test('costs are told by model; one without a price is left out', () => {
  expect(costsOf(CONFIG, ['cheap', 'unknown', 'dear'], TEN)).toEqual({ cheap: 10, dear: 50 });
});

test('a request is expected to cost what the dearest candidate costs', () => {
  expect([highestCost(CONFIG, 'chat', TEN), highestCost(CONFIG, 'cheap', TEN), highestCost(CONFIG, 'unknown', TEN)]).toEqual([
    50, 10, 0,
  ]);
});

test('a candidate that would cost more than its own ceiling is not asked, and not expected to be paid', () => {
  const candidates = [{ model: 'cheap' }, { model: 'dear', when: { maxMicroDollars: 49 } }];
  const capped = { ...CONFIG, routes: { chat: { strategy: 'priority' as const, splitBy: 'request' as const, candidates } } };
  expect([highestCost(capped, 'chat', TEN), highestCost(capped, 'chat', { inputTokens: 9, outputTokens: 0 })]).toEqual([10, 45]);
});
