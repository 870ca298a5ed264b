import fc from 'fast-check';
import type { ModelPrice } from '../../../../../lambda/router/contract/prices.ts';
import { chargeFor, costOf, type PricedTokens } from '../../../../../lambda/router/domain/prices/cost.ts';

const PRICE: ModelPrice = {
  ...{ input: 3_000_000, output: 15_000_000, cachedInput: 300_000, cacheWrite: 3_750_000 },
  ...{ catalogue: 'genai-prices', version: '0.1.8', entry: 'anthropic/x' },
  tiers: [{ above: 200_000, input: 6_000_000, output: 22_500_000, cachedInput: 600_000, cacheWrite: 7_500_000 }],
};
const flat = (input: number, output: number): ModelPrice => ({ input, output, catalogue: 'configuration' });

test.each<[string, PricedTokens, number]>([
  ['nothing', { inputTokens: 0, outputTokens: 0 }, 0],
  ['input and output', { inputTokens: 1_000, outputTokens: 500 }, 10_500],
  ['a part from the cache', { inputTokens: 1_000, outputTokens: 500, cachedInputTokens: 200 }, 9_960],
  ['a part to the cache', { inputTokens: 1_000, outputTokens: 0, cacheWriteTokens: 100 }, 3_075],
  ['input up to the bound of a tier', { inputTokens: 200_000, outputTokens: 1 }, 600_015],
  ['input above it: every token at the tier', { inputTokens: 200_001, outputTokens: 1 }, 1_200_029],
  ['thoughts, which cost what the answer costs', { inputTokens: 0, outputTokens: 10, reasoningTokens: 9 }, 150],
  ['a part larger than the whole', { inputTokens: 10, outputTokens: 0, cachedInputTokens: 99 }, 3],
])('%s', (_, tokens, expected) => {
  expect(costOf(PRICE, tokens)).toBe(expected);
});

const HOUR: PricedTokens = { inputTokens: 1_000, outputTokens: 0, cacheWriteTokens: 500, cacheWrite1hTokens: 400 };

test.each<[string, ModelPrice, PricedTokens, number]>([
  ['twice the price of input', PRICE, HOUR, 1_500 + 375 + 2_400],
  ['in the tier, twice the price of its input', PRICE, { ...HOUR, inputTokens: 200_100 }, 1_197_600 + 750 + 4_800],
  ['whatever it is said to be', { ...PRICE, cacheWrite1h: 5_000_000 }, HOUR, 1_500 + 375 + 2_000],
  ['no more of it than was written at all', PRICE, { ...HOUR, cacheWrite1hTokens: 900 }, 1_500 + 3_000],
])('what is written to the cache for an hour costs %s', (_, price, tokens, expected) => {
  expect(costOf(price, tokens)).toBe(expected);
});

test('thoughts have a price of their own where the catalogue says so', () => {
  expect(costOf({ ...flat(0, 2_000_000), reasoning: 3_000_000 }, { inputTokens: 0, outputTokens: 5, reasoningTokens: 2 })).toBe(
    12,
  );
});

test.each([
  [1, 0],
  [2, 1],
  [3, 1],
  [5, 2],
  [6, 2],
])('halves are rounded up, once for the attempt: %i tokens at 0.375 micro-dollars are %i', (inputTokens, expected) => {
  expect(costOf(flat(375_000, 0), { inputTokens, outputTokens: 0 })).toBe(expected);
});

test('a cost is the exact sum, rounded once', () => {
  const tokens = fc.nat({ max: 2_000_000 });
  const price = fc.nat({ max: 600_000_000 });
  fc.assert(
    fc.property(tokens, tokens, price, price, (inputTokens, outputTokens, input, output) => {
      const sum = BigInt(inputTokens) * BigInt(input) + BigInt(outputTokens) * BigInt(output);
      expect(BigInt(costOf(flat(input, output), { inputTokens, outputTokens }))).toBe((sum + 500_000n) / 1_000_000n);
    }),
  );
});

test('whatever an upstream reports, a cost is a whole number that is not negative', () => {
  const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  const counts = fc.record({
    ...{ inputTokens: count, outputTokens: count, cachedInputTokens: count, cacheWriteTokens: count, cacheWrite1hTokens: count },
    reasoningTokens: count,
  });
  fc.assert(
    fc.property(counts, (tokens) => {
      const cost = costOf(PRICE, tokens);
      expect([Number.isSafeInteger(cost), cost >= 0]).toEqual([true, true]);
    }),
  );
});

test('a charge holds the prices that applied, to reckon it once more', () => {
  expect(chargeFor(PRICE, { inputTokens: 200_001, outputTokens: 0 })).toEqual({
    costMicroDollars: 1_200_006,
    inputPrice: 6_000_000,
    outputPrice: 22_500_000,
    cachedInputPrice: 600_000,
    cacheWritePrice: 7_500_000,
    priceCatalogue: 'genai-prices',
    priceVersion: '0.1.8',
  });
  expect(chargeFor({ ...flat(1, 2), cacheWrite1h: 3 }, HOUR)).toMatchObject({ cacheWrite1hPrice: 3 });
  expect(chargeFor(flat(1, 2), { inputTokens: 0, outputTokens: 0 })).toEqual({
    ...{ costMicroDollars: 0, inputPrice: 1, outputPrice: 2, priceCatalogue: 'configuration' },
  });
});
