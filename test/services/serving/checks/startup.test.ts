import type { Manifest } from '../../../../services/manifests/manifest.ts';
import { budgetProblems, startupProblems } from '../../../../services/serving/checks/startup.ts';
import { servingManifests } from '../../../../services/serving/manifests.ts';
import { llama70b } from '../support/models.ts';
import { changed, everything, regionOf, said } from '../support/servings.ts';

test('budgets that a node can keep are fine', () => {
  expect(said(budgetProblems, everything)).toEqual([]);
});

test('weights faster than the network are refused', () => {
  expect(said(budgetProblems, regionOf(changed(llama70b, { startup: { weightsSeconds: 5 } })))).toEqual([
    'models.llama-70b.startup.weightsSeconds is 5, and 132 GiB take 12 s at 100 Gbit/s; write what was measured',
  ]);
});

test.each([0, -1, 1.5])('%s seconds are refused', (seconds) => {
  const model = { ...changed(llama70b, { startup: { loadSeconds: seconds } }), drainSeconds: seconds };
  expect(said(budgetProblems, regionOf(model))).toEqual([
    `models.llama-70b.startup.loadSeconds is ${seconds}; use whole seconds from 1`,
    `models.llama-70b.drainSeconds is ${seconds}; use whole seconds from 1`,
  ]);
});

describe('a workload', () => {
  const deployment = servingManifests(regionOf(llama70b)).find(({ kind }) => kind === 'Deployment') as Manifest;
  const budget = llama70b.startup;

  test('waits for the budget, and half as long again in the container', () => {
    expect(startupProblems(deployment, budget)).toEqual([]);
  });

  test('whose startup probe gives up earlier is refused', () => {
    expect(startupProblems(deployment, { ...budget, nodeSeconds: 1, loadSeconds: 220 })).toEqual([
      'Deployment models/llama-70b-v3: the startup probe of container vllm waits 10 x 27 = 270 s, and weights and load have 280 s; set failureThreshold to 28 or more',
    ]);
  });

  test('that is called failed earlier is refused', () => {
    expect(startupProblems(deployment, { ...budget, nodeSeconds: 3600 })).toEqual([
      'llama-70b-v3: progressDeadlineSeconds is 960, and a cold start has 3960 s; set it above',
    ]);
  });
});
