import type { BillItem } from '../../lib/pricing/bill.ts';
import type { Home, HomeCost } from '../../lib/pricing/home-costs.ts';
import { type RegionCost, type RouterCost, STREAM_SECONDS } from './router-cost.ts';

/** Lambda's default quota of executions at once, for an account in a region. */
const DEFAULT_CONCURRENCY = 1000;

const TITLES: Readonly<Record<Home, (running: string) => string>> = {
  lambda: (running) => `Lambda behind API Gateway: ${running} executions at once`,
  nodes: (running) => `Containers on EKS nodes that exist anyway: ${running} replicas`,
  fargate: (running) => `Containers on Fargate, with ECS: ${running} replicas`,
};

/** The report for a terminal. The same for the same input, whatever the machine. */
export function routerCostText({ platform, load, regions }: RouterCost): string {
  return [
    `Router of '${platform}', each region: ${load.requestsPerSecond} requests/s on average, ${load.streamSeconds} s a stream,`,
    `${decimals(load.requestKB)} KB in, ${decimals(load.responseKB)} KB out. US dollars a month, list prices.`,
    ...regions.flatMap(regionLines),
    '',
    'Lambda is cheaper below these requests/s, on average over the month, by stream length:',
    '',
    ...breakEvenLines(regions),
    '',
    'Prices from:',
    ...sourceLines(regions),
    'What is left out, and why: docs/cost.md.',
    '',
  ].join('\n');
}

function regionLines({ region, network, homes }: RegionCost): string[] {
  return [
    '',
    region,
    ...homeLines('lambda', homes.lambda),
    ...homeLines('nodes', homes.nodes),
    ...homeLines('fargate', homes.fargate),
    ...(homes.lambda.running > DEFAULT_CONCURRENCY
      ? [`  Note: Lambda's default quota is ${DEFAULT_CONCURRENCY} executions at once; have it raised first.`]
      : []),
    ...(network ? [] : ['  Note: the configuration gives this region no network; containers would need one.']),
  ];
}

function homeLines(home: Home, { items, monthly, running }: HomeCost): string[] {
  return [`  ${TITLES[home](decimals(running)).padEnd(86)}${dollars(monthly)}`, ...items.map(itemLine)];
}

function itemLine({ name, quantity, unit, unitPrice, monthly }: BillItem): string {
  const price = unitPrice.toFixed(10).replace(/0+$/, '').replace(/\.$/, '');
  return `    ${name.padEnd(32)}${decimals(quantity).padStart(15)} ${`${unit} × ${price}`.padEnd(36)}${dollars(monthly)}`;
}

function breakEvenLines(regions: readonly RegionCost[]): string[] {
  const row = (cells: readonly string[]) => {
    const [region = '', home = '', ...figures] = cells;
    return `  ${region.padEnd(16)}${home.padEnd(10)}${figures.map((figure) => figure.padStart(10)).join('')}`;
  };
  return [
    row(['region', 'against', ...STREAM_SECONDS.map((seconds) => `${seconds} s`)]),
    ...regions.flatMap(({ region, breakEven }) =>
      breakEven.map(({ home, rates }) =>
        row([
          region,
          home,
          ...rates.map(({ requestsPerSecond }) => (requestsPerSecond === null ? 'always' : significant(requestsPerSecond))),
        ]),
      ),
    ),
  ];
}

/** Each page once, in the order of the bill. */
function sourceLines(regions: readonly RegionCost[]): string[] {
  const items = regions.flatMap(({ homes }) => Object.values(homes).flatMap((home) => home.items));
  const lines = items.map(({ source }) => `  ${source.page}, ${source.date}${source.fetched ? '' : ', typed in, not fetched'}`);
  return [...new Set(lines)];
}

const dollars = (usd: number): string => grouped(usd, 2, 2).padStart(13);
const decimals = (value: number): string => grouped(value, 0, 3);
const significant = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 2 });

function grouped(value: number, minimumFractionDigits: number, maximumFractionDigits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits, maximumFractionDigits });
}
