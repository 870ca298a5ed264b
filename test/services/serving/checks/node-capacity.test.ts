import { nodeCapacityProblems, spareGpus } from '../../../../services/serving/checks/node-capacity.ts';
import type { Serving } from '../../../../services/serving/serving.ts';
import { llama8b, llama70b, llama405b, release } from '../support/models.ts';
import { everything, h100, l40s, regionOf, said } from '../support/servings.ts';

const withNodes = (maxNodes: number, serving: Serving): Serving => ({ ...serving, nodeGroups: [{ ...h100, maxNodes }, l40s] });

test('every release at its largest fits, and those that surge have a replica spare', () => {
  expect(said(nodeCapacityProblems, everything)).toEqual([]);
  expect(spareGpus(everything, h100)).toBe(0);
  expect(spareGpus(everything, l40s)).toBe(2);
});

test('more GPUs than the nodes have are refused, with each model and the nodes that lack', () => {
  expect(said(nodeCapacityProblems, withNodes(1, regionOf(llama70b, llama405b)))).toEqual([
    'nodeGroups.h100 has 1 node of p5.48xlarge with 8 GPUs, and its models take 24 at their largest (llama-70b 8, llama-405b 16); allow 2 nodes more, or fewer replicas',
  ]);
});

test('the largest number that a scaler may reach counts', () => {
  const scaled = {
    ...llama70b,
    releases: [release('a', '1', 132, { kind: 'cpu', minReplicas: 1, maxReplicas: 4, targetPercent: 70 })],
  };
  expect(said(nodeCapacityProblems, regionOf(scaled))).toEqual([expect.stringContaining('its models take 32 at their largest')]);
});

test('a rollout by surge without spare GPUs is refused', () => {
  expect(said(nodeCapacityProblems, withNodes(1, regionOf({ ...llama70b, rollout: 'surge' })))).toEqual([
    'models.llama-70b.rollout is surge, for which 8 GPUs must be spare, and h100 has 0; allow a node more, or use in-place, with which one replica is missing while it is replaced',
  ]);
  expect(said(nodeCapacityProblems, withNodes(2, regionOf({ ...llama70b, rollout: 'surge' })))).toEqual([]);
});

test('a rollout in place needs no spare GPU', () => {
  expect(said(nodeCapacityProblems, withNodes(1, regionOf({ ...llama70b, rollout: 'in-place' })))).toEqual([]);
});

test('both releases of a model count', () => {
  const both = { ...llama8b, releases: [release('a', '1', 15), release('a', '2', 15)] };
  expect(spareGpus(regionOf(both), l40s)).toBe(14);
});
