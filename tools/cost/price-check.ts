import type { ModelPrice } from '../../lambda/router/contract/prices.ts';
import type { ModelTarget } from '../../lambda/router/contract/targets.ts';
import { priceOf } from '../../lambda/router/domain/prices/price-of.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { routerConfig } from '../../lib/config/router-config.ts';
import { type SecondCatalogue, type SecondPrice, secondCatalogue } from './second-catalogue.ts';

/** As they come from the command line. */
export interface PriceCheckOptions {
  /** A file, or a preset's name. */
  readonly config: string;
  /** models.dev's `api.json`, or a checkout of its repository. */
  readonly against: string;
  /** @default - the primary region */
  readonly region?: string;
}

/** Two catalogues side by side. Prices are micro-dollars for a million tokens. */
export interface PriceCheck {
  readonly agree: readonly string[];
  readonly disagreements: readonly Disagreement[];
  /** Models that the second catalogue does not list. */
  readonly unlisted: readonly string[];
}

export interface Disagreement {
  readonly model: string;
  readonly price: keyof SecondPrice;
  readonly ours: number;
  readonly theirs: number;
}

/** Two prices are the same up to this share of the higher one. */
const TOLERANCE = 0.005;

const PRICES = ['input', 'output', 'cachedInput', 'cacheWrite'] as const;

/** Compares what the catalogue says of the configured models. Prices of the operator's own are theirs, and left out. */
export async function checkPrices({ config: file, region, against }: PriceCheckOptions): Promise<PriceCheck> {
  const config = await loadPlatformConfig(file);
  const place = region ?? config.primaryRegion;
  if (!Object.hasOwn(config.regions, place)) {
    throw new Error(`region '${place}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`);
  }
  const router = routerConfig(config, place);
  const priced = Object.entries(router.models).flatMap(([model, target]) => {
    const price = priceOf(router, model);
    return price?.entry === undefined ? [] : [{ model, target, price }];
  });
  return compared(priced, secondCatalogue(against));
}

interface Priced {
  readonly model: string;
  readonly target: ModelTarget;
  readonly price: ModelPrice;
}

/** Pure. */
export function compared(priced: readonly Priced[], second: SecondCatalogue): PriceCheck {
  const checked = priced.map(({ model, target, price }) => {
    const theirs = second(providerOf(price), idOf(model, target));
    return { model, disagreements: theirs && disagreementsOf(model, price, theirs) };
  });
  return {
    agree: checked.flatMap(({ model, disagreements }) => (disagreements?.length === 0 ? [model] : [])),
    disagreements: checked.flatMap(({ disagreements = [] }) => disagreements),
    unlisted: checked.flatMap(({ model, disagreements }) => (disagreements === undefined ? [model] : [])),
  };
}

/** A price that only one of them has is no disagreement. */
function disagreementsOf(model: string, price: ModelPrice, other: SecondPrice): readonly Disagreement[] {
  return PRICES.flatMap((name) => {
    const [ours, theirs] = [price[name], other[name]];
    if (ours === undefined || theirs === undefined) return [];
    return Math.abs(ours - theirs) > TOLERANCE * Math.max(ours, theirs) ? [{ model, price: name, ours, theirs }] : [];
  });
}

/** Who sells the model, in the second catalogue's words. */
function providerOf({ entry = '' }: ModelPrice): string {
  const [provider = ''] = entry.split('/');
  return provider === 'aws' ? 'amazon-bedrock' : provider;
}

const idOf = (name: string, target: ModelTarget): string =>
  target.kind === 'bedrock' ? target.modelId : 'model' in target && target.model !== undefined ? target.model : name;

/** The report for a terminal. */
export function priceCheckText({ agree, disagreements, unlisted }: PriceCheck): string {
  const dollars = (microDollars: number) => `$${microDollars / 1_000_000}`;
  return [
    ...disagreements.map(
      ({ model, price, ours, theirs }) =>
        `${model}: ${price} is ${dollars(ours)} here and ${dollars(theirs)} there, ${percent(ours, theirs)} apart`,
    ),
    ...(unlisted.length > 0 ? [`not listed there: ${unlisted.join(', ')}`] : []),
    `${agree.length} agree, ${new Set(disagreements.map(({ model }) => model)).size} do not, ${unlisted.length} not listed; compare with the seller's page`,
    '',
  ].join('\n');
}

const percent = (one: number, other: number): string => `${((Math.abs(one - other) / Math.max(one, other)) * 100).toFixed(1)} %`;
