import { type BillItem, billItem, SECONDS_A_MONTH, total } from './bill.ts';
import { averageReplicas, fargateItems, nodeItems } from './container-home.ts';
import { averageExecutions, lambdaItems } from './lambda-home.ts';
import type { RegionPrices } from './list-prices.ts';
import type { RouterFacts } from './router-facts.ts';
import type { RouterLoad } from './router-load.ts';

/** Where containers of the router can run. */
export const CONTAINER_HOMES = ['nodes', 'fargate'] as const;
export type ContainerHome = (typeof CONTAINER_HOMES)[number];

/** `lambda`: a function behind API Gateway. `nodes`: on EKS nodes that exist anyway. `fargate`: on Fargate. */
export type Home = 'lambda' | ContainerHome;

/** What one home costs in one region. */
export interface HomeCost {
  readonly items: readonly BillItem[];
  /** US dollars a month, the sum of the items. */
  readonly monthly: number;
  /** Executions at once, or replicas, on average. */
  readonly running: number;
}

/**
 * What the router costs in each home at a load. Both stand behind the same firewall, so that its cost is in each.
 *
 * @throws MissingPriceError when a price that it needs is not known for the region
 */
export function homeCosts(load: RouterLoad, prices: RegionPrices, facts: RouterFacts): Record<Home, HomeCost> {
  const firewall = firewallItems(load, prices, facts);
  const cost = (items: readonly BillItem[], running: number): HomeCost => {
    const all = [...items, ...firewall];
    return { items: all, monthly: total(all), running };
  };
  const replicas = averageReplicas(load, facts);
  return {
    lambda: cost(lambdaItems(load, prices, facts), averageExecutions(load, facts)),
    nodes: cost(nodeItems(load, prices, facts), replicas),
    fargate: cost(fargateItems(load, prices, facts), replicas),
  };
}

function firewallItems({ requestsPerSecond }: RouterLoad, prices: RegionPrices, { webAclRules }: RouterFacts): BillItem[] {
  return [
    billItem(prices, 'waf-web-acl', 'Firewall, web ACL', 1),
    billItem(prices, 'waf-rule', 'Firewall, rules', webAclRules),
    billItem(prices, 'waf-requests', 'Firewall, requests', (requestsPerSecond * SECONDS_A_MONTH) / 1e6),
  ];
}
