import type { LoraAdapter, ModelRelease, ServedModel } from '../served-model.ts';
import { engineOf } from './engine.ts';
import { weightsPath } from './weights.ts';

/** Part of each GPU's memory that vLLM may fill. */
export const GPU_MEMORY_UTILIZATION = 0.9;

/** A pod by itself, or its place in a group of nodes. */
export type PodRole = 'single' | 'leader' | 'worker';

/** Ranks that vLLM has kernels for; an adapter of another takes the next one. */
export const LORA_RANKS = [1, 8, 16, 32, 64, 128, 256, 320, 512];

/** The port on which the processes of a group of nodes find each other. */
const MASTER_PORT = 29_501;

/** The command of vLLM's OpenAI server. Several nodes join without Ray, by vLLM's own multiprocessing. @param host the address at which it listens */
export function vllmCommand(model: ServedModel, release: ModelRelease, role: PodRole, host: string): readonly string[] {
  const { gpus, memory, drainSeconds, loraAdapters } = model;
  return [
    'vllm',
    'serve',
    weightsPath(release.weights),
    `--served-model-name=${model.name}`,
    `--host=${host}`,
    `--port=${engineOf(model.engine).port}`,
    `--tensor-parallel-size=${gpus.tensorParallel}`,
    `--pipeline-parallel-size=${gpus.pipelineParallel}`,
    `--gpu-memory-utilization=${GPU_MEMORY_UTILIZATION}`,
    ...(memory.kind === 'language-model'
      ? [
          `--max-model-len=${memory.contextTokens}`,
          `--max-num-seqs=${memory.maxSequences}`,
          `--kv-cache-dtype=${memory.kvCacheType === 'fp8' ? 'fp8' : 'auto'}`,
        ]
      : []),
    // Prompts stand in no log.
    '--no-enable-log-requests',
    // A worker answers nobody: it is told to stop when its leader has finished.
    ...(role === 'worker' ? [] : [`--shutdown-timeout=${drainSeconds}`]),
    ...loraArguments(loraAdapters),
    ...(role === 'single' ? [] : groupArguments(gpus.pipelineParallel, role)),
  ];
}

/** All adapters stay in GPU memory, so that none waits for another. */
function loraArguments(adapters: readonly LoraAdapter[]): readonly string[] {
  if (adapters.length === 0) return [];
  return [
    '--enable-lora',
    `--max-loras=${adapters.length}`,
    `--max-lora-rank=${LORA_RANKS.find((rank) => adapters.every((adapter) => adapter.rank <= rank))}`,
    '--lora-modules',
    ...adapters.map(({ name, weights }) => `${name}=${weightsPath(weights)}`),
  ];
}

/** LeaderWorkerSet gives each pod the two variables. */
function groupArguments(nodes: number, role: 'leader' | 'worker'): readonly string[] {
  return [
    '--distributed-executor-backend=mp',
    `--nnodes=${nodes}`,
    '--node-rank=$(LWS_WORKER_INDEX)',
    '--master-addr=$(LWS_LEADER_ADDRESS)',
    `--master-port=${MASTER_PORT}`,
    ...(role === 'worker' ? ['--headless'] : []),
  ];
}
