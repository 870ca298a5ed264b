import { assert, constantFrom, dictionary, double, property, record } from 'fast-check';
import { breakEven } from '../../../lib/pricing/break-even.ts';
import { CONTAINER_HOMES, type ContainerHome, homeCosts } from '../../../lib/pricing/home-costs.ts';
import { PRICE_NAMES, pricedRegions, type RegionPrices, regionPrices } from '../../../lib/pricing/list-prices.ts';
import { ROUTER_FACTS } from '../../../lib/pricing/router-facts.ts';
import { chatLoad } from '../../../lib/pricing/router-load.ts';
import { roundFacts, roundPrices } from './round-figures.ts';

const homes = constantFrom(...CONTAINER_HOMES);
/** Any price from half to twice the list price of us-east-1, whichever they are. */
const prices = dictionary(constantFrom(...PRICE_NAMES), double({ min: 0.5, max: 2, noNaN: true })).map(scaled);
const cases = record({ home: homes, prices, seconds: double({ min: 0, max: 480, noNaN: true }) });

function scaled(factors: Readonly<Record<string, number>>): RegionPrices {
  const { region, prices: list } = regionPrices('us-east-1');
  const changed = Object.entries(list).map(([name, price]) => [name, { ...price, usd: price.usd * (factors[name] ?? 1) }]);
  return { region, prices: Object.fromEntries(changed) };
}

function excess(requestsPerSecond: number, seconds: number, home: ContainerHome, list: RegionPrices): number {
  const costs = homeCosts(chatLoad(requestsPerSecond, seconds), list, ROUTER_FACTS);
  return costs.lambda.monthly - costs[home].monthly;
}

test('at the break-even both homes cost the same to the cent; below it Lambda is cheaper, above it containers are', () => {
  assert(
    property(cases, ({ home, prices: list, seconds }) => {
      const rate = breakEven(seconds, home, list, ROUTER_FACTS) ?? Number.NaN;
      expect(Math.abs(excess(rate, seconds, home, list))).toBeLessThan(0.01);
      expect(excess(rate * 0.9, seconds, home, list)).toBeLessThan(0);
      expect(excess(rate * 1.1, seconds, home, list)).toBeGreaterThan(0);
    }),
  );
});

test('the longer the stream, the fewer requests it takes until containers are cheaper', () => {
  const longer = double({ min: 0.1, max: 400, noNaN: true });
  const region = constantFrom(...pricedRegions());
  const pairs = record({ region, home: homes, seconds: double({ min: 0, max: 60, noNaN: true }), longer });
  assert(
    property(pairs, ({ region: name, home, seconds, longer: more }) => {
      const rate = (length: number) => breakEven(length, home, regionPrices(name), ROUTER_FACTS) ?? Number.NaN;
      expect(rate(seconds + more)).toBeLessThan(rate(seconds));
    }),
  );
});

test('a break-even worked out by hand', () => {
  // Answers at once, only API Gateway charged for: a request costs $4 a million, so 1/s costs 2.628 × $4 = $10.512 a month.
  // Containers: the load balancer's hours alone, 730 × $0.144 = $105.12. Equal at 10/s.
  const free = Object.fromEntries(PRICE_NAMES.map((name) => [name, 0]));
  const list = roundPrices({ ...free, 'api-gateway-rest': 4, alb: 0.144 });
  expect(breakEven(0, 'nodes', list, roundFacts)).toBeCloseTo(10, 3);
});

test('there is none where Lambda costs nothing, and it is zero where containers cost nothing', () => {
  const free = Object.fromEntries(PRICE_NAMES.map((name) => [name, 0]));
  expect(breakEven(5, 'fargate', roundPrices({ ...free, alb: 1 }), roundFacts)).toBeUndefined();
  expect(breakEven(5, 'fargate', roundPrices({ ...free, 'api-gateway-rest': 1 }), roundFacts)).toBe(0);
});

test('a missing price is an error, not a zero', () => {
  expect(() => breakEven(5, 'nodes', roundPrices({ 'ec2-m6g-xlarge': undefined }), roundFacts)).toThrow(
    'no list price of ec2-m6g-xlarge is known for roundland-1',
  );
});
