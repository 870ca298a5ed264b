import { zoneProblems } from '../../../../services/serving/checks/zones.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import type { Serving } from '../../../../services/serving/serving.ts';
import { llama70b, llama405b } from '../support/models.ts';
import { everything, h100, regionOf, said } from '../support/servings.ts';

const inZones = (nodesByZone: Readonly<Record<string, number>>, ...models: readonly ServedModel[]): Serving => ({
  ...regionOf(...models),
  nodeGroups: [{ ...h100, maxNodes: 4, nodesByZone }],
});

test('nodes in one zone, or enough of them in each, are fine', () => {
  expect(said(zoneProblems, everything)).toEqual([]);
  expect(said(zoneProblems, inZones({ a: 2 }, llama70b, llama405b))).toEqual([]);
  expect(said(zoneProblems, inZones({ a: 2, b: 2 }, llama405b))).toEqual([]);
});

test('a model on one node may be in any zone', () => {
  expect(said(zoneProblems, inZones({ a: 1, b: 1 }, llama70b))).toEqual([]);
});

test('nodes in several zones are not shared with other models', () => {
  expect(said(zoneProblems, inZones({ a: 2, b: 2 }, llama70b, llama405b))).toEqual([
    'models.llama-405b.gpus.nodeGroup is h100, whose nodes are in several zones and shared with llama-70b: no zone may be left with 2 nodes for a replica; give the model a node group of its own',
  ]);
});

test.each([
  [{ a: 1, b: 1 }, 'a 1 node, b 1 node'],
  [{ a: 2, b: 1 }, 'a 2 nodes, b 1 node'],
])('zones with a node that no replica can use are refused (%j)', (zones, there) => {
  expect(said(zoneProblems, inZones(zones, llama405b))).toEqual([
    `models.llama-405b.gpus.pipelineParallel is 2, in one zone for each of 1 replica, and h100 has ${there}; make the nodes of each zone a multiple of 2, 2 or more in all`,
  ]);
});

test('a replica more is counted for a rollout by surge', () => {
  const surging: ServedModel = { ...llama405b, rollout: 'surge' };
  expect(said(zoneProblems, inZones({ a: 2, b: 0 }, surging))).toEqual([expect.stringContaining('each of 2 replicas')]);
});
