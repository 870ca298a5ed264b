import { type BillItem, billItem, HOURS_A_MONTH } from './bill.ts';
import type { RegionPrices } from './list-prices.ts';
import type { RouterFacts } from './router-facts.ts';
import { chunksOf, type RouterLoad } from './router-load.ts';

/** What one load balancer capacity unit (LCU) holds; the scarcest of them is charged. Its rules are below those that are charged. */
const LCU = { newConnectionsPerSecond: 25, activeConnections: 3000, gigabytesPerHour: 1 };
const KB_PER_GB = 1024 * 1024;

/**
 * Replicas on average over the month. An autoscaler follows the load, so that the average need not be whole; it never goes below the minimum.
 */
export function averageReplicas(load: RouterLoad, { cpu, replica }: RouterFacts): number {
  const busy = load.requestsPerSecond * (cpu.request + chunksOf(load) * cpu.chunk);
  return Math.max(replica.minimum, busy / (replica.vcpu * replica.utilisation));
}

/** On nodes that exist anyway, arm64: each replica pays for the larger of its shares of vCPU and memory. */
export function nodeItems(load: RouterLoad, prices: RegionPrices, facts: RouterFacts): BillItem[] {
  const { replica, node } = facts;
  const share = Math.max(replica.vcpu / node.vcpu, replica.memoryGB / node.memoryGB);
  const hours = averageReplicas(load, facts) * share * HOURS_A_MONTH;
  return [billItem(prices, 'ec2-m6g-xlarge', 'Share of m6g.xlarge nodes', hours), ...doorItems(load, prices, facts)];
}

/** On Fargate, arm64. */
export function fargateItems(load: RouterLoad, prices: RegionPrices, facts: RouterFacts): BillItem[] {
  const hours = averageReplicas(load, facts) * HOURS_A_MONTH;
  return [
    billItem(prices, 'fargate-arm64-vcpu', 'Fargate, vCPU', hours * facts.replica.vcpu),
    billItem(prices, 'fargate-arm64-memory', 'Fargate, memory', hours * facts.replica.memoryGB),
    ...doorItems(load, prices, facts),
  ];
}

function doorItems(load: RouterLoad, prices: RegionPrices, { zones }: RouterFacts): BillItem[] {
  return [
    billItem(prices, 'alb', 'Application load balancer', HOURS_A_MONTH),
    billItem(prices, 'alb-capacity-unit', 'Load balancer, capacity units', capacityUnits(load) * HOURS_A_MONTH),
    billItem(prices, 'public-ipv4', 'Load balancer, public addresses', zones * HOURS_A_MONTH),
  ];
}

/** LCUs used on average when every request opens a connection of its own, which is the dearest way to call. */
export function capacityUnits({ requestsPerSecond, streamSeconds, requestKB, responseKB }: RouterLoad): number {
  return Math.max(
    requestsPerSecond / LCU.newConnectionsPerSecond,
    (requestsPerSecond * streamSeconds) / LCU.activeConnections,
    (requestsPerSecond * (requestKB + responseKB) * 3600) / KB_PER_GB / LCU.gigabytesPerHour,
  );
}
