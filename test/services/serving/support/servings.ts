import { deepFreeze } from '../../../../lib/config/deep-freeze.ts';
import type { ServingProblem } from '../../../../services/serving/checks/problem.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import type { GpuNodes, Serving } from '../../../../services/serving/serving.ts';
import { embedder, llama8b, llama70b, llama405b, qwen } from './models.ts';

export const h100: GpuNodes = {
  name: 'h100',
  instanceType: 'p5.48xlarge',
  gpu: 'H100',
  gpus: 8,
  gpuMemoryMib: 81_920,
  vcpus: 192,
  memoryMib: 2_097_152,
  efaInterfaces: 32,
  hugePages2Mi: 5128,
  diskGib: 28_000,
  maxNodes: 3,
};

export const l40s: GpuNodes = {
  name: 'l40s',
  instanceType: 'g6e.12xlarge',
  gpu: 'L40S',
  gpus: 4,
  gpuMemoryMib: 45_776,
  vcpus: 48,
  memoryMib: 393_216,
  efaInterfaces: 0,
  hugePages2Mi: 0,
  diskGib: 3500,
  maxNodes: 4,
};

/** A region with every kind of workload. */
export const everything: Serving = deepFreeze({
  region: 'us-east-1',
  platform: 'llm',
  namespace: 'models',
  kubernetesVersion: '1.35',
  modelBucket: 'llm-models-us-east-1',
  nodeGroups: [h100, l40s],
  routers: { namespace: 'routers', cidrs: ['10.10.0.0/20'], metricsNamespace: 'LlmPlatform' },
  monitoring: { namespace: 'monitoring', prometheusUrl: 'http://prometheus.monitoring.svc:9090' },
  models: [llama70b, llama8b, llama405b, embedder, qwen],
});

/** Three regions: all kinds, one whole node, and none. */
export const threeRegions: readonly Serving[] = deepFreeze([
  everything,
  { ...everything, region: 'eu-west-1', modelBucket: 'llm-models-eu-west-1', kubernetesVersion: '1.36', models: [llama70b] },
  { ...everything, region: 'ap-northeast-1', modelBucket: 'llm-models-ap-northeast-1', nodeGroups: [], models: [] },
]);

/** A region that serves these models alone. */
export const regionOf = (...models: readonly ServedModel[]): Serving => ({ ...everything, models });

/** A model with some facts changed. */
export const changed = <T extends object>(value: T, changes: { readonly [K in keyof T]?: Partial<T[K]> }): T => ({
  ...value,
  ...Object.fromEntries(
    Object.entries(changes).map(([key, change]) => [
      key,
      typeof change === 'object' && !Array.isArray(change) ? { ...value[key as keyof T], ...change } : change,
    ]),
  ),
});

/** What is said about a region by one check, a line each. */
export const said = (check: (serving: Serving) => readonly ServingProblem[], serving: Serving): readonly string[] =>
  check(serving).map(({ path, message }) => `${path} ${message}`);
