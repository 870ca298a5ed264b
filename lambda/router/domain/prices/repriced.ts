import type { Charge, ModelPrice } from '../../contract/prices.ts';
import type { UsageRow } from '../../contract/usage.ts';
import { chargeFor } from './cost.ts';

/**
 * A row with what its tokens cost at other prices.
 *
 * @param prices by configured model; `*` is the price of those that are not named
 * @returns the row itself when nobody prices its model: embedded ones are free, others keep what they have
 */
export function repriced(row: UsageRow, prices: Readonly<Record<string, ModelPrice>>): UsageRow {
  if (row.provider === 'echo' || row.provider === 'hashing-embedder') return row;
  const model = row.candidate ?? row.model;
  const price = Object.hasOwn(prices, model) ? prices[model] : prices['*'];
  return price === undefined ? row : Object.freeze({ ...withoutCharge(row), ...chargeFor(price, row) });
}

function withoutCharge(row: UsageRow): Omit<UsageRow, keyof Charge> {
  const { costMicroDollars, inputPrice, outputPrice, cachedInputPrice, cacheWritePrice, ...rest } = row;
  const { cacheWrite1hPrice, reasoningPrice, priceCatalogue, priceVersion, ...unpriced } = rest;
  return unpriced;
}
