import type { Charge, ModelPrice, UnitPrices } from '../../contract/prices.ts';

/** Tokens that are paid for. The optional counts are parts of the two others, `cacheWrite1hTokens` of `cacheWriteTokens`. */
export interface PricedTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** @default 0 */
  readonly cachedInputTokens?: number;
  /** @default 0 */
  readonly cacheWriteTokens?: number;
  /** @default 0 */
  readonly cacheWrite1hTokens?: number;
  /** @default 0 */
  readonly reasoningTokens?: number;
}

const MILLION = 1_000_000;

/** Whole micro-dollars; halves are rounded up, once. Exact up to nine thousand dollars. */
export function costOf(price: ModelPrice, tokens: PricedTokens): number {
  const prices = pricesFor(price, tokens.inputTokens);
  const { input, output, cachedInput = input, cacheWrite = input, cacheWrite1h = 2 * input, reasoning = output } = prices;
  const { inputTokens, outputTokens } = tokens;
  // A provider that reports more of a part than of the whole is not paid for less than nothing.
  const cached = Math.min(tokens.cachedInputTokens ?? 0, inputTokens);
  const written = Math.min(tokens.cacheWriteTokens ?? 0, inputTokens - cached);
  const writtenForAnHour = Math.min(tokens.cacheWrite1hTokens ?? 0, written);
  const thought = Math.min(tokens.reasoningTokens ?? 0, outputTokens);
  const total =
    (inputTokens - cached - written) * input +
    cached * cachedInput +
    (written - writtenForAnHour) * cacheWrite +
    writtenForAnHour * cacheWrite1h +
    (outputTokens - thought) * output +
    thought * reasoning;
  const raised = Math.min(total, Number.MAX_SAFE_INTEGER - MILLION) + MILLION / 2;
  return (raised - (raised % MILLION)) / MILLION;
}

/** The cost together with the prices that applied, as it stands in a usage row. */
export function chargeFor(price: ModelPrice, tokens: PricedTokens): Charge {
  const { input, output, cachedInput, cacheWrite, cacheWrite1h, reasoning } = pricesFor(price, tokens.inputTokens);
  return {
    costMicroDollars: costOf(price, tokens),
    inputPrice: input,
    outputPrice: output,
    ...(cachedInput !== undefined && { cachedInputPrice: cachedInput }),
    ...(cacheWrite !== undefined && { cacheWritePrice: cacheWrite }),
    ...(cacheWrite1h !== undefined && { cacheWrite1hPrice: cacheWrite1h }),
    ...(reasoning !== undefined && { reasoningPrice: reasoning }),
    priceCatalogue: price.catalogue,
    ...(price.version !== undefined && { priceVersion: price.version }),
  };
}

/** The tier of the whole request: its input decides, as providers have it. */
const pricesFor = (price: ModelPrice, inputTokens: number): UnitPrices =>
  price.tiers?.findLast(({ above }) => inputTokens > above) ?? price;
