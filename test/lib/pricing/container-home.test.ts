import type { BillItem } from '../../../lib/pricing/bill.ts';
import { averageReplicas, capacityUnits, fargateItems, nodeItems } from '../../../lib/pricing/container-home.ts';
import { roundFacts, roundPrices, twoRequests } from './round-figures.ts';

const monthly = (items: readonly BillItem[]) => Object.fromEntries(items.map((item) => [item.name, item.monthly]));

test('every item of containers on nodes, worked out by hand', () => {
  const bill = monthly(nodeItems(twoRequests, roundPrices(), roundFacts));
  // A replica takes 1/8 of the vCPU and 1/4 of the memory of a node: 2 × 1/4 × 730 h = 365 node-hours; × $0.2 = $73.
  expect(bill['Share of m6g.xlarge nodes']).toBeCloseTo(73, 9);
  // 730 h × $0.02 = $14.60.
  expect(bill['Application load balancer']).toBeCloseTo(14.6, 9);
  // 2/s × 100 KB × 3,600 s / 1,048,576 = 0.686645508 GB/h, more than 2/25 and 8/3,000; × 730 h × $0.01 = $5.012512.
  expect(bill['Load balancer, capacity units']).toBeCloseTo(5.012512, 6);
  // 3 zones × 730 h × $0.005 = $10.95.
  expect(bill['Load balancer, public addresses']).toBeCloseTo(10.95, 9);
});

test('every item of containers on Fargate, worked out by hand', () => {
  const bill = monthly(fargateItems(twoRequests, roundPrices(), roundFacts));
  // 2 × 730 h × 0.5 vCPU × $0.04 = $29.20, and 2 × 730 h × 1 GB × $0.004 = $5.84.
  expect(bill['Fargate, vCPU']).toBeCloseTo(29.2, 9);
  expect(bill['Fargate, memory']).toBeCloseTo(5.84, 9);
  expect(bill['Application load balancer']).toBeCloseTo(14.6, 9);
});

test('two replicas serve a small load, and the measured CPU decides about a large one', () => {
  expect(averageReplicas(twoRequests, roundFacts)).toBe(2);
  // 4 s are 200 chunks: 200/s × (100 µs + 200 × 20 µs) = 0.82 vCPU; 0.5 vCPU × 0.4 = 0.2 of each replica: 4.1.
  expect(averageReplicas({ ...twoRequests, requestsPerSecond: 200 }, roundFacts)).toBeCloseTo(4.1, 9);
});

test.each([
  // 50/s / 25 = 2, nothing held open, nothing carried.
  ['new connections', { requestsPerSecond: 50, streamSeconds: 0, requestKB: 0, responseKB: 0 }, 2],
  // 10/s × 900 s = 9,000 open; / 3,000 = 3, above 10/25 = 0.4.
  ['open connections', { requestsPerSecond: 10, streamSeconds: 900, requestKB: 0, responseKB: 0 }, 3],
  // 1/s × 1,024 KB × 3,600 s = 3.515625 GB in an hour, above 1/25.
  ['bytes', { requestsPerSecond: 1, streamSeconds: 1, requestKB: 24, responseKB: 1000 }, 3.515625],
])('capacity units are charged by %s where those are the scarcest', (_, load, units) => {
  expect(capacityUnits(load)).toBeCloseTo(units, 9);
});
