/** What a million tokens cost, in whole micro-dollars (0.000001 USD): $0.0375 is 37500. */
export interface UnitPrices {
  readonly input: number;
  readonly output: number;
  /** Of the input, what the provider read from its prompt cache. @default - as input */
  readonly cachedInput?: number;
  /** Of the input, what the provider wrote to its prompt cache. @default - as input */
  readonly cacheWrite?: number;
  /** Of the input, what the provider wrote to its prompt cache for an hour. @default - twice the price of input, as Anthropic has it */
  readonly cacheWrite1h?: number;
  /** Of the output, what the model thought before it answered. @default - as output */
  readonly reasoning?: number;
}

/** Prices of every token of a request whose input is longer than a bound. */
export interface PriceTier extends UnitPrices {
  /** Input tokens; a request with exactly as many is still priced below. */
  readonly above: number;
}

/** Where prices come from. */
export interface PriceSource {
  /** A catalogue's name, or `configuration` when the operator wrote them. */
  readonly catalogue: string;
  /** The catalogue's. @default - it has none */
  readonly version?: string;
  /** What the catalogue calls the model, e.g. `aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0`. @default - it does not name it */
  readonly entry?: string;
}

/** What a model costs in one region, in US dollars. */
export interface ModelPrice extends UnitPrices, PriceSource {
  /** By rising bound. @default - one price for every length */
  readonly tiers?: readonly PriceTier[];
}

/** What an attempt cost and the prices that applied: enough to reckon it once more. Micro-dollars, the prices for a million tokens. */
export interface Charge {
  /** Whole; halves are rounded up, once for the attempt. */
  readonly costMicroDollars: number;
  readonly inputPrice: number;
  readonly outputPrice: number;
  readonly cachedInputPrice?: number;
  readonly cacheWritePrice?: number;
  readonly cacheWrite1hPrice?: number;
  readonly reasoningPrice?: number;
  readonly priceCatalogue: string;
  readonly priceVersion?: string;
}
