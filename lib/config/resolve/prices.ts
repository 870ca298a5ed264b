import type { UnitPrices } from '../../../lambda/router/contract/prices.ts';
import type { PlatformData } from '../schema/platform.ts';

/** Whole micro-dollars of dollars with at most six decimals. */
export const microDollarsOf = (dollars: number): number => Math.round(dollars * 1_000_000);

export function resolvePrice(price: NonNullable<PlatformData['models'][string]['price']>): UnitPrices {
  const { inputPerMillionTokens, outputPerMillionTokens, cachedInputPerMillionTokens: cached } = price;
  return {
    input: microDollarsOf(inputPerMillionTokens),
    output: microDollarsOf(outputPerMillionTokens),
    ...(cached !== undefined && { cachedInput: microDollarsOf(cached) }),
  };
}
