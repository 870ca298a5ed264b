import catalogue from './list-prices.json';

/** What has a list price, in the unit that AWS charges. */
export const PRICE_NAMES = [
  'lambda-requests',
  'lambda-arm64-duration',
  'lambda-response-streaming',
  'api-gateway-rest',
  'waf-web-acl',
  'waf-rule',
  'waf-requests',
  'alb',
  'alb-capacity-unit',
  'public-ipv4',
  'fargate-arm64-vcpu',
  'fargate-arm64-memory',
  'ec2-m6g-xlarge',
] as const;

export type PriceName = (typeof PRICE_NAMES)[number];

/** One published figure and where it comes from. */
export interface ListPrice {
  /** US dollars for one `unit`, without tax; of volume prices the first step. */
  readonly usd: number;
  readonly unit: string;
  readonly source: PriceSource;
}

export interface PriceSource {
  readonly page: string;
  /** ISO 8601, to the month or the day. */
  readonly date: string;
  /** Whether the figure was read from there by a program. False: typed in from what was known of the page at that date. */
  readonly fetched: boolean;
}

/** The prices of one region. A price that is not known is absent. */
export interface RegionPrices {
  readonly region: string;
  readonly prices: Readonly<Partial<Record<PriceName, ListPrice>>>;
}

interface Row {
  readonly name: string;
  readonly unit: string;
  readonly source: string;
  /** By region. */
  readonly usd: Readonly<Record<string, number | undefined>>;
}

const rows: readonly Row[] = catalogue.prices;
const sources: ReadonlyMap<string, PriceSource> = new Map(Object.entries(catalogue.sources));

/** Regions for which there is any figure, sorted. */
export function pricedRegions(): string[] {
  return [...new Set(rows.flatMap(({ usd }) => Object.keys(usd)))].sort();
}

/** The figures known for a region; none for a region that the catalogue does not know. */
export function regionPrices(region: string): RegionPrices {
  const known = rows.flatMap(({ name, unit, source: key, usd: { [region]: usd } }) => {
    const source = sources.get(key);
    return usd === undefined || source === undefined ? [] : [[name, { usd, unit, source }] as const];
  });
  return { region, prices: Object.fromEntries(known) };
}

/** A region has no such figure. The message is a sentence for the user. */
export class MissingPriceError extends Error {}

/** @throws MissingPriceError rather than guess a price from another region's */
export function priceOf({ region, prices }: RegionPrices, name: PriceName): ListPrice {
  const price = prices[name];
  if (price !== undefined) return price;
  throw new MissingPriceError(
    `no list price of ${name} is known for ${region}; choose another region, or add the figure with its source to lib/pricing/list-prices.json`,
  );
}
