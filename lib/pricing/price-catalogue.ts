import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelPrice, PriceTier, UnitPrices } from '../../lambda/router/contract/prices.ts';

/** Where a model is sold: by which provider, by name, or by the address at which it is asked. */
export type Seller = { readonly providerId: string } | { readonly providerApiUrl: string };

/**
 * Prices in force on this day, whatever day it is: the same configuration gives the same bytes tomorrow. Noon, because the only prices that
 * vary with the hour are cheaper at night.
 */
const IN_FORCE = new Date('2026-09-23T12:00:00Z');

const PACKAGE = '@pydantic/genai-prices';

interface Catalogue {
  readonly version: string;
  readonly prices: typeof import('@pydantic/genai-prices');
}

let loaded: Catalogue | undefined;

/** Half a megabyte of code and data: loaded only for platforms that ask a model somebody sells. */
function catalogue(): Catalogue {
  loaded ??= {
    prices: require(PACKAGE),
    version: JSON.parse(readFileSync(path.join(path.dirname(require.resolve(PACKAGE)), '..', 'package.json'), 'utf8')).version,
  };
  return loaded;
}

/** What a million tokens of a model cost, by its full id at the seller; undefined when the catalogue does not know it. */
export function cataloguePrice(id: string, seller: Seller): ModelPrice | undefined {
  const { prices, version } = catalogue();
  const found = prices.calcPrice({}, id, { ...seller, timestamp: IN_FORCE });
  if (found === null) return undefined;
  const { model, model_price: rates, provider } = found;
  const at = (tokens: number | undefined) => unitPrices(rates, tokens);
  const base = at(undefined);
  if (base === undefined) return undefined;
  const tiers = bounds(rates).flatMap((above): PriceTier[] => {
    const tier = at(above);
    return tier === undefined ? [] : [{ above, ...tier }];
  });
  return {
    ...base,
    ...{ catalogue: 'genai-prices', version, entry: `${provider.id}/${model.id}` },
    ...(tiers.length > 0 && { tiers }),
  };
}

type Rates = Readonly<Record<string, Rate | undefined>>;
type Rate = number | { readonly base: number; readonly tiers: readonly { readonly start: number; readonly price: number }[] };

const MEMBERS = {
  cachedInput: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWrite1h: 'cache_write_1h_mtok',
  reasoning: 'output_reasoning_mtok',
} as const;

/** @param above the bound of a tier; undefined for what is below all tiers */
function unitPrices(rates: Rates, above: number | undefined): UnitPrices | undefined {
  const of = (name: string): number | undefined => {
    const rate = rates[name];
    if (rate === undefined || typeof rate === 'number') return rate === undefined ? undefined : microDollars(rate);
    const tier = above === undefined ? undefined : rate.tiers.findLast(({ start }) => start <= above);
    return microDollars(tier?.price ?? rate.base);
  };
  const input = of('input_mtok');
  if (input === undefined) return undefined;
  const rest = Object.entries(MEMBERS).flatMap(([member, name]) => {
    const price = of(name);
    return price === undefined ? [] : [[member, price] as const];
  });
  // Embedders have no output to pay for.
  return { input, output: of('output_mtok') ?? 0, ...Object.fromEntries(rest) };
}

function bounds(rates: Rates): number[] {
  const names = ['input_mtok', 'output_mtok', ...Object.values(MEMBERS)];
  const starts = names.flatMap((name) => {
    const rate = rates[name];
    return rate === undefined || typeof rate === 'number' ? [] : rate.tiers.map(({ start }) => start);
  });
  return [...new Set(starts)].sort((a, b) => a - b);
}

const microDollars = (dollars: number): number => Math.round(dollars * 1_000_000);
