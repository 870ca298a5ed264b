import { loadPlatformConfig } from '../../lib/config/load.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { breakEven } from '../../lib/pricing/break-even.ts';
import { CONTAINER_HOMES, type ContainerHome, type Home, type HomeCost, homeCosts } from '../../lib/pricing/home-costs.ts';
import { MissingPriceError, pricedRegions, regionPrices } from '../../lib/pricing/list-prices.ts';
import { ROUTER_FACTS, type RouterFacts } from '../../lib/pricing/router-facts.ts';
import { chatLoad, type RouterLoad } from '../../lib/pricing/router-load.ts';

/** As they come from the command line. */
export interface RouterCostOptions {
  /** A file, or a preset's name. */
  readonly config: string;
  /** @default - every region of the configuration */
  readonly region?: string;
  readonly rps: string;
  readonly streamSeconds: string;
}

/** What the router of a platform costs; dollars are US dollars a month. */
export interface RouterCost {
  readonly platform: string;
  readonly load: RouterLoad;
  readonly facts: RouterFacts;
  readonly regions: readonly RegionCost[];
}

export interface RegionCost {
  readonly region: string;
  /** False: there is no VPC, so that containers would need one first. */
  readonly network: boolean;
  readonly homes: Readonly<Record<Home, HomeCost>>;
  /** A row for each home of containers, a figure for each of `STREAM_SECONDS`. */
  readonly breakEven: readonly { readonly home: ContainerHome; readonly rates: readonly BreakEvenRate[] }[];
}

export interface BreakEvenRate {
  readonly streamSeconds: number;
  /** Null when Lambda is cheaper at any load. */
  readonly requestsPerSecond: number | null;
}

/** Stream lengths of the break-even table. */
export const STREAM_SECONDS = [0, 1, 5, 20, 60] as const;

const MOST_RPS = 100_000;
/** API Gateway ends a stream after 15 minutes. */
const LONGEST_STREAM = 900;

/** @throws Error, with a sentence for each thing that is wrong */
export async function routerCost(options: RouterCostOptions): Promise<RouterCost> {
  const config = await loadPlatformConfig(options.config);
  const rps = decimal(options.rps);
  const seconds = decimal(options.streamSeconds);
  const regions = options.region === undefined ? Object.keys(config.regions) : [options.region];
  const problems = [
    ...(rps > 0 && rps <= MOST_RPS
      ? []
      : [`--rps '${options.rps}' is not a number above 0 and up to ${MOST_RPS}; write 0.5 or 20`]),
    ...(seconds <= LONGEST_STREAM
      ? []
      : [`--stream-seconds '${options.streamSeconds}' is not a number from 0 to ${LONGEST_STREAM}; write 0 or 12.5`]),
    ...regions.flatMap((region) => regionProblems(region, config)),
  ];
  fail(problems);
  const load = chatLoad(rps, seconds);
  return { platform: config.name, load, facts: ROUTER_FACTS, regions: regionCosts(regions, load, config) };
}

/** @throws Error with a sentence for each region that lacks a price */
function regionCosts(regions: readonly string[], load: RouterLoad, config: PlatformConfig): RegionCost[] {
  const problems: string[] = [];
  const costs = regions.flatMap((region) => {
    try {
      return [regionCost(region, load, config)];
    } catch (error) {
      if (!(error instanceof MissingPriceError)) throw error;
      problems.push(error.message);
      return [];
    }
  });
  fail(problems);
  return costs;
}

function fail(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function regionCost(region: string, load: RouterLoad, config: PlatformConfig): RegionCost {
  const prices = regionPrices(region);
  const rate = (streamSeconds: number, home: ContainerHome): BreakEvenRate => ({
    streamSeconds,
    requestsPerSecond: breakEven(streamSeconds, home, prices, ROUTER_FACTS) ?? null,
  });
  return {
    region,
    network: config.regions[region]?.network !== undefined,
    homes: homeCosts(load, prices, ROUTER_FACTS),
    breakEven: CONTAINER_HOMES.map((home) => ({ home, rates: STREAM_SECONDS.map((length) => rate(length, home)) })),
  };
}

function regionProblems(region: string, config: PlatformConfig): string[] {
  if (!Object.hasOwn(config.regions, region)) {
    return [`region '${region}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`];
  }
  const priced = pricedRegions();
  return priced.includes(region)
    ? []
    : [`no list prices are known for region '${region}'; choose one with --region: there are prices for ${priced.join(', ')}`];
}

/** A plain decimal number without a sign; NaN for anything else. */
const decimal = (text: string): number => (/^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : Number.NaN);
