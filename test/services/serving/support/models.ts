import { createHash } from 'node:crypto';
import { pinnedImage } from '../../../../services/serving/engine/images.ts';
import type {
  LanguageModelMemory,
  ModelRelease,
  Scaling,
  ServedModel,
  StoredWeights,
} from '../../../../services/serving/served-model.ts';

const fixed = (replicas: number): Scaling => ({ kind: 'fixed', replicas });

export function release(repository: string, version: string, sizeGib: number, scaling: Scaling = fixed(1)): ModelRelease {
  return { name: `v${version}`, weights: stored(repository, version, sizeGib), trafficPercent: 100, scaling };
}

export function stored(repository: string, version: string, sizeGib: number): StoredWeights {
  const content = createHash('sha256').update(`${repository}/${version}`).digest('hex').slice(0, 32);
  return { repository, version, content, sizeGib };
}

const languageModel = (facts: Partial<LanguageModelMemory>): LanguageModelMemory => ({
  kind: 'language-model',
  parameters: 8.03e9,
  layers: 32,
  kvHeads: 8,
  headDim: 128,
  weightType: 'bf16',
  kvCacheType: 'bf16',
  contextTokens: 16_384,
  maxSequences: 32,
  meanTokens: 2048,
  ...facts,
});

/** Llama 3.3 70B in bf16 over a whole H100 node. */
export const llama70b: ServedModel = {
  name: 'llama-70b',
  engine: 'vllm',
  image: pinnedImage('vllm'),
  gpus: { nodeGroup: 'h100', tensorParallel: 8, pipelineParallel: 1 },
  memory: languageModel({ parameters: 70.55e9, layers: 80, contextTokens: 32_768, maxSequences: 128 }),
  host: { cpus: 96, memoryGib: 512, sharedMemoryGib: 64 },
  releases: [release('llama-3.3-70b', '3', 132)],
  loraAdapters: [],
  rollout: 'in-place',
  startup: { nodeSeconds: 300, imageSeconds: 180, weightsSeconds: 60, loadSeconds: 120 },
  drainSeconds: 120,
};

/** Llama 3.1 8B with two adapters on one L40S. */
export const llama8b: ServedModel = {
  ...llama70b,
  name: 'llama-8b',
  gpus: { nodeGroup: 'l40s', tensorParallel: 1, pipelineParallel: 1 },
  memory: languageModel({}),
  host: { cpus: 8, memoryGib: 64, sharedMemoryGib: 8 },
  releases: [
    release('llama-3.1-8b', '1', 15, {
      kind: 'load',
      minReplicas: 0,
      maxReplicas: 2,
      targetPerReplica: 24,
      schedule: [{ start: '0 8 * * 1-5', end: '0 18 * * 1-5', timezone: 'Europe/Dublin', replicas: 2 }],
    }),
  ],
  loraAdapters: [
    { name: 'support', weights: stored('support-lora', '4', 0.2), rank: 16 },
    { name: 'legal', weights: stored('legal-lora', '1', 0.4), rank: 32 },
  ],
  rollout: 'surge',
  startup: { nodeSeconds: 120, imageSeconds: 120, weightsSeconds: 30, loadSeconds: 60 },
};

/** Llama 3.1 405B in FP8 over two H100 nodes. */
export const llama405b: ServedModel = {
  ...llama70b,
  name: 'llama-405b',
  gpus: { nodeGroup: 'h100', tensorParallel: 8, pipelineParallel: 2 },
  memory: languageModel({ parameters: 405.85e9, layers: 126, weightType: 'fp8', contextTokens: 65_536, maxSequences: 64 }),
  host: { cpus: 96, memoryGib: 1024, sharedMemoryGib: 128 },
  releases: [release('llama-3.1-405b-fp8', '1', 382)],
  startup: { nodeSeconds: 300, imageSeconds: 180, weightsSeconds: 180, loadSeconds: 240 },
};

/** An ONNX embedder inside Triton. */
export const embedder: ServedModel = {
  ...llama8b,
  name: 'embedder',
  engine: 'triton-onnx',
  image: pinnedImage('triton-onnx'),
  memory: { kind: 'fixed', gibPerGpu: 2 },
  host: { cpus: 4, memoryGib: 16, sharedMemoryGib: 2 },
  releases: [release('embedder', '7', 0.1, { kind: 'cpu', minReplicas: 2, maxReplicas: 10, targetPercent: 70 })],
  loraAdapters: [],
};

/** Qwen with TensorRT-LLM inside Triton, one version beside the next. */
export const qwen: ServedModel = {
  ...llama8b,
  name: 'qwen',
  engine: 'triton-tensorrt-llm',
  image: pinnedImage('triton-tensorrt-llm'),
  releases: [
    { ...release('qwen3-8b', '1', 16), trafficPercent: 90 },
    { ...release('qwen3-8b', '2', 16), trafficPercent: 10 },
  ],
  loraAdapters: [],
};
