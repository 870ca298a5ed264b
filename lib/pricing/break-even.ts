import { type ContainerHome, homeCosts } from './home-costs.ts';
import type { RegionPrices } from './list-prices.ts';
import type { RouterFacts } from './router-facts.ts';
import { chatLoad } from './router-load.ts';

/** Requests per second beyond which no break-even is looked for. */
const MOST = 1e6;
/** US dollars a month: a quarter of the cent that is promised. */
const EQUAL = 0.0025;

/**
 * The average requests per second of chats of one stream length at which Lambda costs as much as containers, to the cent. Below it Lambda is
 * cheaper. Undefined when Lambda is still cheaper at a million requests per second.
 *
 * @throws MissingPriceError when a price that it needs is not known for the region
 */
export function breakEven(
  streamSeconds: number,
  home: ContainerHome,
  prices: RegionPrices,
  facts: RouterFacts,
): number | undefined {
  return firstCrossing((requestsPerSecond) => {
    const costs = homeCosts(chatLoad(requestsPerSecond, streamSeconds), prices, facts);
    return costs.lambda.monthly - costs[home].monthly;
  });
}

/** Where a continuous function of requests per second first stops being negative, by doubling and then bisection. */
function firstCrossing(difference: (requestsPerSecond: number) => number): number | undefined {
  if (difference(0) >= 0) return 0;
  let low = 0;
  let high = 1e-3;
  while (difference(high) < 0) {
    if (high >= MOST) return undefined;
    [low, high] = [high, Math.min(MOST, high * 2)];
  }
  for (;;) {
    const middle = (low + high) / 2;
    const excess = difference(middle);
    // When the two neighbours have no number between them there is nothing closer.
    if (Math.abs(excess) < EQUAL || middle === low || middle === high) return middle;
    if (excess < 0) low = middle;
    else high = middle;
  }
}
