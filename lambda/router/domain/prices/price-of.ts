import type { ModelPrice } from '../../contract/prices.ts';
import type { RouterConfig } from '../../contract/router-config.ts';
import type { RouteCandidate } from '../../contract/routes.ts';
import { costOf, type PricedTokens } from './cost.ts';

/** What embedded models cost: they run in the router. */
const FREE: ModelPrice = Object.freeze({ input: 0, output: 0, catalogue: 'embedded' });

/**
 * What a model costs. A name that only the catch-all serves has the catch-all's price.
 *
 * @returns undefined when nobody knows, which is not the same as nothing
 */
export function priceOf({ models, prices }: RouterConfig, name: string): ModelPrice | undefined {
  const entry = Object.hasOwn(models, name) ? name : '*';
  if (prices !== undefined && Object.hasOwn(prices, entry)) return prices[entry];
  const kind = Object.hasOwn(models, entry) ? models[entry]?.kind : undefined;
  return kind === 'echo' || kind === 'hashing-embedder' ? FREE : undefined;
}

/** Micro-dollars that each of the models would cost, without those whose price is not known. */
export function costsOf(config: RouterConfig, names: readonly string[], tokens: PricedTokens): Readonly<Record<string, number>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const price = priceOf(config, name);
      return price === undefined ? [] : [[name, costOf(price, tokens)]];
    }),
  );
}

/** Micro-dollars of the dearest model that may answer for a model or alias, those above their own ceiling left out; 0 when no price is known. */
export function highestCost(config: RouterConfig, asked: string, tokens: PricedTokens): number {
  const { routes = {} } = config;
  const route = Object.hasOwn(routes, asked) ? routes[asked] : undefined;
  const candidates: readonly RouteCandidate[] = route ? route.candidates : [{ model: asked }];
  const costs = candidates.map(({ model, when }) => {
    const price = priceOf(config, model);
    const cost = price === undefined ? 0 : costOf(price, tokens);
    return cost <= (when?.maxMicroDollars ?? cost) ? cost : 0;
  });
  return Math.max(0, ...costs);
}
