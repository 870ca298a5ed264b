import { type BillItem, billItem, SECONDS_A_MONTH } from './bill.ts';
import type { RegionPrices } from './list-prices.ts';
import type { RouterFacts } from './router-facts.ts';
import type { RouterLoad } from './router-load.ts';

const MILLION = 1e6;
const KB_PER_MB = 1024;
const KB_PER_GB = 1024 * 1024;
/** API Gateway counts a streamed answer as one request for every 10 MB or part of it. */
const REQUEST_MB = 10;
/** Lambda streams the first 6 MB of an answer free of charge. */
const FREE_MB = 6;

/** Executions of the router at once, on average: a stream holds its execution to its end. */
export function averageExecutions({ requestsPerSecond, streamSeconds }: RouterLoad, { router }: RouterFacts): number {
  return requestsPerSecond * (streamSeconds + router.ownSeconds);
}

/** The router as a function behind a REST API, without provisioned concurrency. The firewall is not included. */
export function lambdaItems(load: RouterLoad, prices: RegionPrices, facts: RouterFacts): BillItem[] {
  const { router, authorizer } = facts;
  const requests = load.requestsPerSecond * SECONDS_A_MONTH;
  const metered = requests * Math.max(1, Math.ceil(load.responseKB / (REQUEST_MB * KB_PER_MB)));
  const duration = averageExecutions(load, facts) * SECONDS_A_MONTH * router.memoryGB;
  const streamedGB = (requests * Math.max(0, load.responseKB - FREE_MB * KB_PER_MB)) / KB_PER_GB;
  const authorizations = authorizationsPerSecond(load, facts) * SECONDS_A_MONTH;
  return [
    billItem(prices, 'api-gateway-rest', 'API Gateway, REST', metered / MILLION),
    billItem(prices, 'lambda-requests', 'Router, requests', requests / MILLION),
    billItem(prices, 'lambda-arm64-duration', 'Router, duration', duration),
    // Only then is its price asked for: not every region's is known.
    ...(streamedGB > 0 ? [billItem(prices, 'lambda-response-streaming', 'Router, streamed bytes', streamedGB)] : []),
    billItem(prices, 'lambda-requests', 'Authorizer, requests', authorizations / MILLION),
    billItem(prices, 'lambda-arm64-duration', 'Authorizer, duration', authorizations * authorizer.seconds * authorizer.memoryGB),
  ];
}

/**
 * Requests that API Gateway's cache of authorizations does not answer. A credential used r times a second misses, is remembered for the cache's
 * time and misses again with its next request, 1/r later on average: once in (time + 1/r).
 */
export function authorizationsPerSecond({ requestsPerSecond }: RouterLoad, { authorizer }: RouterFacts): number {
  const { cacheSeconds, activeCredentials } = authorizer;
  return requestsPerSecond / (1 + (requestsPerSecond * cacheSeconds) / activeCredentials);
}
