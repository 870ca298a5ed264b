import { type PriceName, type PriceSource, priceOf, type RegionPrices } from './list-prices.ts';

/** AWS's own month for estimates: 8,760 hours a year, by twelve. */
export const HOURS_A_MONTH = 730;
export const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;

/** A line of a monthly bill. */
export interface BillItem {
  readonly name: string;
  /** Units a month. */
  readonly quantity: number;
  readonly unit: string;
  /** US dollars a unit. */
  readonly unitPrice: number;
  /** US dollars a month, not rounded. */
  readonly monthly: number;
  /** Where `unitPrice` comes from. */
  readonly source: PriceSource;
}

/** @throws MissingPriceError when the region has no figure for it */
export function billItem(prices: RegionPrices, price: PriceName, name: string, quantity: number): BillItem {
  const { usd, unit, source } = priceOf(prices, price);
  return { name, quantity, unit, unitPrice: usd, monthly: quantity * usd, source };
}

export function total(items: readonly BillItem[]): number {
  return items.reduce((sum, { monthly }) => sum + monthly, 0);
}
