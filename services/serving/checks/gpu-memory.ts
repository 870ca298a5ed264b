import { GPU_MEMORY_UTILIZATION } from '../engine/vllm-command.ts';
import type { LanguageModelMemory, ServedModel } from '../served-model.ts';
import type { Serving } from '../serving.ts';
import { figure, type PlacedModel, placedModels, type ServingProblem } from './problem.ts';

const GIB = 2 ** 30;
const WEIGHT_BYTES = { bf16: 2, fp16: 2, fp8: 1, int8: 1, int4: 0.5 };
const CACHE_BYTES = { bf16: 2, fp16: 2, fp8: 1 };

/** What one replica takes of each of its GPUs, in GiB. */
export interface GpuMemoryNeed {
  readonly weights: number;
  readonly adapters: number;
  readonly cache: number;
  /** CUDA's context, activations and graphs: an allowance, not a measurement. */
  readonly engine: number;
}

/**
 * Weights / (TP x PP) + adapters / PP + keys and values + allowance. A token keeps 2 (key and value) x layers x heads x head size x bytes; layers
 * are divided by PP, heads by TP, but each GPU has one head at least. The cache must hold the longest sequence, and all sequences of mean length.
 */
export function gpuMemoryNeed(model: ServedModel, memory: LanguageModelMemory, gpuGib: number): GpuMemoryNeed {
  const { tensorParallel, pipelineParallel } = model.gpus;
  const weights = Math.max(...model.releases.map(({ weights: { sizeGib } }) => sizeGib));
  const adapters = model.loraAdapters.reduce((sum, { weights: { sizeGib } }) => sum + sizeGib, 0);
  return {
    weights: weights / (tensorParallel * pipelineParallel),
    adapters: adapters / pipelineParallel,
    cache: (tokensAtOnce(memory) * tokenBytesPerGpu(model, memory)) / GIB,
    engine: Math.max(1.5, 0.05 * gpuGib),
  };
}

const tokensAtOnce = ({ contextTokens, maxSequences, meanTokens }: LanguageModelMemory): number =>
  Math.max(contextTokens, maxSequences * meanTokens);

function tokenBytesPerGpu({ gpus }: ServedModel, { layers, kvHeads, headDim, kvCacheType }: LanguageModelMemory): number {
  const heads = Math.max(1, kvHeads / gpus.tensorParallel);
  return 2 * Math.ceil(layers / gpus.pipelineParallel) * heads * headDim * CACHE_BYTES[kvCacheType];
}

/** Whether weights and cache fit the GPUs. */
export function gpuMemoryProblems(serving: Serving): readonly ServingProblem[] {
  return placedModels(serving).flatMap((placed) => {
    const { memory } = placed.model;
    if (memory.kind === 'language-model') return [...weightProblems(placed, memory), ...fitProblems(placed, memory)];
    const gib = placed.nodes.gpuMemoryMib / 1024;
    return memory.gibPerGpu <= gib
      ? []
      : [
          {
            path: `${placed.path}.memory.gibPerGpu`,
            message: `is ${figure(memory.gibPerGpu)}, and a GPU of ${placed.nodes.instanceType} has ${figure(gib)} GiB; use larger GPUs, or fewer instances of the model`,
          },
        ];
  });
}

/** Weights that are smaller than they can be: an upload that broke off, or the wrong type. */
function weightProblems(
  { model, path }: PlacedModel,
  { parameters, weightType }: LanguageModelMemory,
): readonly ServingProblem[] {
  const least = (parameters * WEIGHT_BYTES[weightType]) / GIB;
  return model.releases.flatMap(({ weights: { sizeGib } }, at) =>
    sizeGib >= 0.95 * least
      ? []
      : [
          {
            path: `${path}.releases[${at}].weights.sizeGib`,
            message: `is ${figure(sizeGib)}, and ${figure(parameters / 1e9)} billion parameters in ${weightType} take ${figure(least)} GiB; correct the size or memory.weightType`,
          },
        ],
  );
}

function fitProblems({ model, nodes, path }: PlacedModel, memory: LanguageModelMemory): readonly ServingProblem[] {
  const gpuGib = nodes.gpuMemoryMib / 1024;
  const need = gpuMemoryNeed(model, memory, gpuGib);
  const sum = need.weights + need.adapters + need.cache + need.engine;
  const there = GPU_MEMORY_UTILIZATION * gpuGib;
  if (sum <= there) return [];
  const left = there - need.weights - need.adapters - need.engine;
  const tokens = Math.floor((left * GIB) / tokenBytesPerGpu(model, memory));
  const parts = [
    `weights ${figure(need.weights)}`,
    ...(need.adapters > 0 ? [`adapters ${figure(need.adapters)}`] : []),
    `cache of ${tokensAtOnce(memory)} tokens ${figure(need.cache)}`,
    `engine ${figure(need.engine)}`,
  ];
  return [
    {
      path: `${path}.memory`,
      message: `takes ${figure(sum)} GiB of each GPU (${parts.join(', ')}), and ${GPU_MEMORY_UTILIZATION} of a GPU of ${nodes.instanceType} is ${figure(there)} GiB; ${advice(memory, tokens)}`,
    },
  ];
}

function advice({ contextTokens, meanTokens }: LanguageModelMemory, tokens: number): string {
  const more = 'use more GPUs, larger ones or a smaller weightType';
  if (tokens < 1) return more;
  const sequences = Math.floor(tokens / meanTokens);
  if (tokens < contextTokens) return `lower contextTokens to ${tokens}, or ${more}`;
  return `lower maxSequences to ${sequences}, or ${more}`;
}
