import type { PriceName, RegionPrices } from '../../../lib/pricing/list-prices.ts';
import type { RouterFacts } from '../../../lib/pricing/router-facts.ts';

/** Prices that are easy to reckon with. */
const ROUND: Readonly<Record<PriceName, number>> = {
  'lambda-requests': 0.5,
  'lambda-arm64-duration': 0.00001,
  'lambda-response-streaming': 0.01,
  'api-gateway-rest': 4,
  'waf-web-acl': 5,
  'waf-rule': 1,
  'waf-requests': 0.5,
  alb: 0.02,
  'alb-capacity-unit': 0.01,
  'public-ipv4': 0.005,
  'fargate-arm64-vcpu': 0.04,
  'fargate-arm64-memory': 0.004,
  'ec2-m6g-xlarge': 0.2,
};

/** @param usd prices that differ; undefined for one that is not known */
export function roundPrices(usd: Readonly<Partial<Record<PriceName, number | undefined>>> = {}): RegionPrices {
  const source = { page: 'a test', date: '2026-11', fetched: false };
  const known = Object.entries({ ...ROUND, ...usd }).filter(([, price]) => price !== undefined);
  return {
    region: 'roundland-1',
    prices: Object.fromEntries(known.map(([name, price]) => [name, { usd: price, unit: 'unit', source }])),
  };
}

export const roundFacts: RouterFacts = {
  cpu: { request: 100e-6, chunk: 20e-6 },
  router: { memoryGB: 2, ownSeconds: 0.5 },
  authorizer: { memoryGB: 0.5, seconds: 0.1, cacheSeconds: 60, activeCredentials: 30 },
  webAclRules: 4,
  replica: { vcpu: 0.5, memoryGB: 1, utilisation: 0.4, minimum: 2 },
  zones: 3,
  node: { vcpu: 4, memoryGB: 4 },
};

/** Two requests a second, four seconds each: 5,256,000 requests in a month of 730 hours. */
export const twoRequests = { requestsPerSecond: 2, streamSeconds: 4, requestKB: 10, responseKB: 90 };
