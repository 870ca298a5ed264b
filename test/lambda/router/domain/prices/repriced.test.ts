import fc from 'fast-check';
import type { ModelPrice } from '../../../../../lambda/router/contract/prices.ts';
import type { UsageRow } from '../../../../../lambda/router/contract/usage.ts';
import { chargeFor } from '../../../../../lambda/router/domain/prices/cost.ts';
import { repriced } from '../../../../../lambda/router/domain/prices/repriced.ts';

const price = (input: number): ModelPrice => ({ input, output: 3 * input, catalogue: 'configuration' });
const ROW = { model: 'chat', candidate: 'gpt', provider: 'openai', inputTokens: 100, outputTokens: 10 } as UsageRow;

test('a row gets the price of the model that answered, not of the alias', () => {
  const row = repriced(ROW, { chat: price(1), gpt: price(1_000_000) });
  expect(row).toMatchObject({ costMicroDollars: 130, inputPrice: 1_000_000, priceCatalogue: 'configuration' });
});

test('a name that only the catch-all serves has its price', () => {
  expect(repriced(ROW, { '*': price(2_000_000) }).costMicroDollars).toBe(260);
});

test('a model that nobody prices keeps what it has, and so do embedded ones', () => {
  expect(repriced(ROW, { chat: price(1) })).toBe(ROW);
  const embedded: UsageRow = { ...ROW, provider: 'echo' };
  expect(repriced(embedded, { '*': price(1) })).toBe(embedded);
});

test('nothing of the old price is left', () => {
  const before: UsageRow = {
    ...ROW,
    ...chargeFor({ ...price(5), cachedInput: 1, cacheWrite: 6, cacheWrite1h: 7, reasoning: 9, version: '0.1.8' }, ROW),
  };
  expect(repriced(before, { gpt: price(7) })).toEqual(repriced(ROW, { gpt: price(7) }));
});

test('tokens that were written to the cache for an hour are priced again as such', () => {
  const row: UsageRow = { ...ROW, outputTokens: 0, cacheWriteTokens: 100, cacheWrite1hTokens: 40 };
  const gpt: ModelPrice = { ...price(1_000_000), cacheWrite: 1_250_000 };
  expect(repriced(row, { gpt }).costMicroDollars).toBe(75 + 80);
  expect(repriced(row, { gpt: { ...gpt, cacheWrite1h: 3_000_000 } }).costMicroDollars).toBe(75 + 120);
});

test('at the same prices nothing changes, and going to other prices and back leads to the same row', () => {
  const rows = fc.record({ inputTokens: fc.nat(1e6), outputTokens: fc.nat(1e5), cachedInputTokens: fc.nat(1e6) });
  fc.assert(
    fc.property(rows, fc.nat(1e9), fc.nat(1e9), (tokens, one, other) => {
      const row = repriced({ ...ROW, ...tokens }, { gpt: price(one) });
      expect(repriced(row, { gpt: price(one) })).toEqual(row);
      expect(repriced(repriced(row, { gpt: price(other) }), { gpt: price(one) })).toEqual(row);
    }),
  );
});
