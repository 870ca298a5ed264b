import { deepFreeze } from '../../../../lib/config/deep-freeze.ts';
import type { ModelBuild } from '../../../../services/jobs/model-build.ts';
import { pinnedImage } from '../../../../services/serving/engine/images.ts';
import type { ServedModel } from '../../../../services/serving/served-model.ts';
import type { Serving } from '../../../../services/serving/serving.ts';
import { llama8b, qwen, stored } from '../../serving/support/models.ts';
import { everything } from '../../serving/support/servings.ts';

const calibration = { texts: stored('support-questions', '2', 0.1), samples: 512, maxTokens: 1024 };
const shared = {
  image: pinnedImage('triton-tensorrt-llm'),
  gpus: { nodeGroup: 'l40s', count: 1 },
  host: { cpus: 8, memoryGib: 64, sharedMemoryGib: 8 },
  deadlineSeconds: 7200,
};

/** Llama 3.1 8B in FP8 for vLLM. */
export const checkpoint: ModelBuild = deepFreeze({
  ...shared,
  output: { repository: 'llama-3.1-8b-fp8', version: '1', sizeGib: 9 },
  source: stored('llama-3.1-8b', '1', 15),
  recipe: { kind: 'checkpoint', format: 'fp8', calibration },
});

/** An engine of Qwen in INT8 for TensorRT-LLM. */
export const engine: ModelBuild = deepFreeze({
  ...shared,
  output: { repository: 'qwen3-8b-l40s', version: '2026-11', sizeGib: 10 },
  source: stored('qwen3-8b', '1', 16),
  recipe: {
    kind: 'engine',
    quantisation: { format: 'int8', calibration },
    limits: { maxBatchSize: 32, maxInputTokens: 12_288, maxSequenceTokens: 16_384, maxBatchTokens: 8192 },
  },
  servedBy: 'qwen',
});

/** `qwen`, with its weights as the engine has them. */
const smallQwen: ServedModel = { ...qwen, memory: { ...qwen.memory, weightType: 'int8' } as ServedModel['memory'] };

/** A region that serves Llama and Qwen on L40S and makes these. */
export const making = (...builds: readonly ModelBuild[]): Serving => ({
  ...everything,
  models: [llama8b, smallQwen],
  builds: { publisher: stored('publisher', '0.1.0', 0.001), builds },
});
