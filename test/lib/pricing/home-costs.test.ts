import { assert, double, property, record } from 'fast-check';
import { CONTAINER_HOMES, homeCosts } from '../../../lib/pricing/home-costs.ts';
import { pricedRegions, regionPrices } from '../../../lib/pricing/list-prices.ts';
import { ROUTER_FACTS } from '../../../lib/pricing/router-facts.ts';
import { chatLoad } from '../../../lib/pricing/router-load.ts';
import { roundFacts, roundPrices, twoRequests } from './round-figures.ts';

const HOMES = ['lambda', ...CONTAINER_HOMES] as const;

test('the bills of two requests a second, worked out by hand', () => {
  const costs = homeCosts(twoRequests, roundPrices(), roundFacts);
  // Firewall: $5 + 4 × $1 + 5.256 million × $0.5 = $11.628.
  // Lambda: 21.024 + 2.628 + 473.04 + 0.5256 + 0.5256 + 11.628.
  expect(costs.lambda.monthly).toBeCloseTo(509.3712, 6);
  // Nodes: 73 + 14.6 + 5.012512 + 10.95 + 11.628.
  expect(costs.nodes.monthly).toBeCloseTo(115.190512, 6);
  // Fargate: 29.2 + 5.84 + 14.6 + 5.012512 + 10.95 + 11.628.
  expect(costs.fargate.monthly).toBeCloseTo(77.230512, 6);
  expect([costs.lambda.running, costs.nodes.running, costs.fargate.running]).toEqual([9, 2, 2]);
});

test('the firewall costs the same in each home', () => {
  const costs = homeCosts(twoRequests, roundPrices(), roundFacts);
  const [lambda, nodes, fargate] = HOMES.map((home) => costs[home].items.filter(({ name }) => name.startsWith('Firewall')));
  expect(lambda?.map(({ monthly }) => monthly)).toEqual([5, 4, 2.628]);
  expect([nodes, fargate]).toEqual([lambda, lambda]);
});

test('an idle router costs its firewall in Lambda, and replicas and load balancer besides in containers', () => {
  const costs = homeCosts(chatLoad(0, 10), roundPrices(), roundFacts);
  // $5 + 4 × $1.
  expect(costs.lambda.monthly).toBe(9);
  // 73 + 14.6 + 10.95 + 9.
  expect(costs.nodes.monthly).toBeCloseTo(107.55, 9);
});

/** The one region whose every price is known: these answers may be large. */
const prices = regionPrices('us-east-1');

const loads = record({
  rps: double({ min: 0, max: 10_000, noNaN: true }),
  seconds: double({ min: 0, max: 900, noNaN: true }),
  more: double({ min: 0, max: 1_000, noNaN: true }),
});

test('more requests never cost less, in any home', () => {
  assert(
    property(loads, ({ rps, seconds, more }) => {
      const cost = (requests: number) => homeCosts(chatLoad(requests, seconds), prices, ROUTER_FACTS);
      const [fewer, many] = [cost(rps), cost(rps + more)];
      for (const home of HOMES) expect(many[home].monthly).toBeGreaterThanOrEqual(fewer[home].monthly);
    }),
  );
});

test('longer streams never cost less, in any home', () => {
  assert(
    property(loads, ({ rps, seconds, more }) => {
      const cost = (length: number) => homeCosts(chatLoad(rps, length), prices, ROUTER_FACTS);
      const [short, long] = [cost(seconds), cost(seconds + more)];
      for (const home of HOMES) expect(long[home].monthly).toBeGreaterThanOrEqual(short[home].monthly);
    }),
  );
});

test('every region of the catalogue has all prices that an ordinary chat needs', () => {
  for (const region of pricedRegions()) {
    const costs = homeCosts(chatLoad(5, 60), regionPrices(region), ROUTER_FACTS);
    for (const home of HOMES) expect(costs[home].monthly).toBeGreaterThan(0);
  }
});
