import { rayProblems } from '../../../services/ray/problems.ts';
import type { RayWorkload } from '../../../services/ray/ray-workload.ts';
import type { ServedModel } from '../../../services/serving/served-model.ts';
import { llama8b } from '../serving/support/models.ts';
import { model, rayOf } from './support.ts';

const said = (served: Partial<ServedModel>, facts: Partial<RayWorkload> = {}) =>
  rayProblems(rayOf({ ...model, ...served }, facts)).map(({ path, message }) => `${path} ${message}`);
const scaled = (scaling: object) => ({
  releases: model.releases.map((release) => ({ ...release, scaling })) as ServedModel['releases'],
});
const load = { kind: 'load', minReplicas: 1, maxReplicas: 3, targetPerReplica: 24, schedule: [] };

test('a model that fits has no problem', () => {
  expect(said({})).toEqual([]);
});

test.each<[string, Partial<ServedModel>, Partial<RayWorkload>, string]>([
  [
    'certificates',
    {},
    { serving: { ...rayOf().serving, mutualTls: true } },
    "mutualTls is set, and Ray's pods speak plain HTTP here; leave it out, or use VllmServing",
  ],
  [
    'an engine of Triton',
    { engine: 'triton-vllm', ...scaled({ kind: 'fixed', replicas: 1 }) },
    {},
    'models.llama-8b.engine is triton-vllm; Ray Serve runs vllm here',
  ],
  [
    'adapters',
    { loraAdapters: llama8b.loraAdapters },
    {},
    'models.llama-8b.loraAdapters are named; use VllmServing, which loads them at the start',
  ],
  [
    'scaling by CPU',
    scaled({ kind: 'cpu', minReplicas: 1, maxReplicas: 2, targetPercent: 70 }),
    {},
    'models.llama-8b.releases[0].scaling.kind is cpu; Ray scales by requests: use load or fixed',
  ],
  [
    'scale to zero',
    scaled({ ...load, minReplicas: 0 }),
    {},
    "models.llama-8b.releases[0].scaling.minReplicas is 0; use 1, Ray's own entry needs a node to run on",
  ],
  [
    'hours',
    scaled({ ...load, schedule: llama8b.releases[0]?.scaling.kind === 'load' ? llama8b.releases[0].scaling.schedule : [] }),
    {},
    'models.llama-8b.releases[0].scaling.schedule is named, and Ray knows no hours; leave it out',
  ],
  ['no version', {}, { version: 'nightly' }, 'rayVersion is "nightly"; write that of the image, e.g. 2.53.0'],
  [
    'no way to the Kubernetes API',
    {},
    { apiServerCidrs: [] },
    'apiServerCidrs is empty; name the subnets of the control plane, or nothing scales',
  ],
])('%s is refused', (_what, served, facts, sentence) => {
  expect(said(served, facts)).toEqual([sentence]);
});

test.each([
  ['that grows', { ...load, minReplicas: 10, maxReplicas: 12 }],
  ['of fixed size', { kind: 'fixed', replicas: 12 }],
])('a second cluster %s that has no GPUs is refused', (_what, scaling) => {
  const releases = scaled(scaling);
  const wanted = scaling.kind === 'fixed' ? 12 : 10;
  expect(said({ rollout: 'surge', ...releases })).toEqual([
    `models.llama-8b.rollout is surge, for which a second Ray cluster takes ${wanted} GPUs, and l40s has 4 to spare; use in-place`,
  ]);
});

test('what would be wrong without Ray is wrong with it', () => {
  expect(said({ gpus: { ...model.gpus, tensorParallel: 3 } }).join()).toContain('models.llama-8b.gpus.tensorParallel is 3');
});
