import { replicaProblems } from '../../../../services/serving/checks/replicas.ts';
import { pinnedImage } from '../../../../services/serving/engine/images.ts';
import type { LoadScaling, Scaling } from '../../../../services/serving/served-model.ts';
import { llama70b, release } from '../support/models.ts';
import { everything, regionOf, said } from '../support/servings.ts';

const problems = (scaling: Scaling) =>
  said(replicaProblems, regionOf({ ...llama70b, releases: [release('a', '1', 132, scaling)] }));
const load: LoadScaling = { kind: 'load', minReplicas: 1, maxReplicas: 2, targetPerReplica: 8, schedule: [] };
const daily = { start: '0 8 * * *', end: '0 18 * * *', timezone: 'UTC' };

test('numbers that fit together are fine', () => {
  expect(said(replicaProblems, everything)).toEqual([]);
  expect(problems({ kind: 'cpu', minReplicas: 2, maxReplicas: 10, targetPercent: 70 })).toEqual([]);
  expect(problems({ ...load, minReplicas: 0 })).toEqual([]);
});

test.each<[Scaling, string]>([
  [{ kind: 'fixed', replicas: 0 }, 'scaling.replicas is 0; use 1 or more'],
  [
    { kind: 'cpu', minReplicas: 0, maxReplicas: 2, targetPercent: 70 },
    'without pods there is no CPU use to go by; scale to zero by load',
  ],
  [{ kind: 'cpu', minReplicas: 3, maxReplicas: 2, targetPercent: 70 }, 'scaling.maxReplicas is 2; use a whole number from 3'],
  [{ kind: 'cpu', minReplicas: 1, maxReplicas: 2, targetPercent: 700 }, 'scaling.targetPercent is 700; use 1 to 100'],
  [{ ...load, targetPerReplica: 0 }, 'scaling.targetPerReplica is 0; use a number above 0'],
  [{ ...load, schedule: [{ ...daily, replicas: 3 }] }, 'schedule[0].replicas is 3, and maxReplicas is 2; use 1 to 2'],
])('%j is refused', (scaling, sentence) => {
  expect(problems(scaling)).toEqual([expect.stringContaining(sentence)]);
});

test.each([
  [
    { engine: 'triton-tensorrt-llm' as const },
    'is by load, and triton-tensorrt-llm exports no metric of it; use cpu or fixed, or the engine vllm',
  ],
  [
    { image: { ...llama70b.image, version: 'v0.3.9' } },
    'which is not known to export vllm:num_requests_running and vllm:num_requests_waiting; use 0.4 or later',
  ],
  [{ image: { ...llama70b.image, version: 'latest' } }, 'image.version is "latest"; write it like v0.29.0 or 26.07-py3'],
  [{ engine: 'triton-vllm' as const, image: pinnedImage('triton-vllm') }, undefined],
])('metrics that an engine does not export are refused (%#)', (changes, sentence) => {
  const model = { ...llama70b, ...changes, releases: [release('a', '1', 132, load)] };
  expect(said(replicaProblems, regionOf(model))).toEqual(sentence === undefined ? [] : [expect.stringContaining(sentence)]);
});

test('what nobody would wake may not sleep', () => {
  const releases = [release('a', '1', 132, { ...load, minReplicas: 0 })];
  const serving = { ...regionOf({ ...llama70b, releases }), routers: { namespace: 'routers', cidrs: [] } };
  expect(said(replicaProblems, serving)).toEqual([
    expect.stringContaining(
      'is 0, and nobody tells when a request comes; use 1, or give routers a metricsNamespace, or inCluster',
    ),
  ]);
});

test('of several releases none may sleep', () => {
  const releases = [release('a', '1', 132, { ...load, minReplicas: 0 }), release('a', '2', 132)];
  expect(said(replicaProblems, regionOf({ ...llama70b, releases }))).toEqual([
    expect.stringContaining('is 0, and v1 is one of 2 releases; use 1 while there are several'),
  ]);
});
