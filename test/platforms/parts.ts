import { cloudApis } from '../../lib/config/presets/cloud-apis.ts';
import type { PlatformInput } from '../../lib/config/schema/platform.ts';

type Region = PlatformInput['regions'][string];
export type Gpus = NonNullable<Region['gpus']>;
export type Served = NonNullable<PlatformInput['models'][string]['served']>;

const CONTENT = '1e07b350d101af1c7dbae1d1b025865a';

/** A cluster of our own with these node groups, each of one on-demand node. */
export const clusterWith = (region: string, types: Readonly<Record<string, string>>): Gpus => ({
  kubernetesVersion: '1.35',
  adminRoles: ['platform-admin'],
  modelBucket: `gpu-models-${region}`,
  nodeGroups: Object.fromEntries(
    Object.entries(types).map(([name, instanceType]) => [
      name,
      { instanceType, capacity: [{ source: 'on-demand', availabilityZone: `${region}a`, desiredSize: 1, maxSize: 2 }] },
    ]),
  ),
});

/** Llama 3.3 70B by vLLM, in FP8 so that 8 GPUs of 40 GiB hold it. */
export const llama70b = (nodeGroup: string): Served => ({
  engine: 'vllm',
  repository: 'llama-3.3-70b',
  gpus: { nodeGroup, tensorParallel: 8 },
  memory: { parameters: 70.55e9, layers: 80, kvHeads: 8, headDim: 128, weightType: 'fp8', contextTokens: 32_768 },
  releases: [{ version: '3', content: CONTENT, sizeGib: 67 }],
});

/** An embedding model in Triton, on one GPU. */
export const minilm = (nodeGroup: string): Served => ({
  engine: 'triton-onnx',
  gpus: { nodeGroup },
  memory: { gibPerGpu: 2 },
  triton: { embeddings: {} },
  releases: [{ version: '1', content: CONTENT, sizeGib: 0.5 }],
  scale: { replicas: 2 },
});

/** A platform with one region, or with these, and these models beside the preset's. */
export const gpuPlatform = (name: string, regions: PlatformInput['regions'], models: PlatformInput['models']): PlatformInput => ({
  ...cloudApis,
  name,
  regions,
  models: { ...cloudApis.models, ...models },
  tenants: { default: {} },
});
