import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ModelFiles } from '../../services/triton/model/files.ts';
import type { EnsembleModel, PythonModel, TritonModel } from '../../services/triton/model/model.ts';
import type { TritonInput } from '../../services/triton/model/tensor.ts';
import { VLLM_INPUT, VLLM_OUTPUT } from '../../services/triton/model/vllm.ts';

const program = (name: string): ModelFiles => ({
  'model.py': { text: readFileSync(path.join(__dirname, 'models', `${name}.py`), 'utf8') },
});

const CPU = [{ count: 1, kind: 'KIND_CPU' }] as const;

const optional = (name: string, dataType: TritonInput['dataType'], dim = 1): TritonInput => ({
  ...{ name, dataType, dims: [dim] },
  optional: true,
});

/** Tensors by the names of TensorRT-LLM's ensemble. */
export const words: PythonModel = {
  name: 'words',
  backend: 'python',
  versions: [{ version: 1, files: program('words') }],
  maxBatchSize: 8,
  modelTransactionPolicy: { decoupled: true },
  input: [
    { name: 'text_input', dataType: 'TYPE_STRING', dims: [1] },
    { name: 'max_tokens', dataType: 'TYPE_INT32', dims: [1] },
    optional('stop_words', 'TYPE_STRING', -1),
    optional('temperature', 'TYPE_FP32'),
    optional('top_p', 'TYPE_FP32'),
    optional('exclude_input_in_output', 'TYPE_BOOL'),
    optional('stream', 'TYPE_BOOL'),
  ],
  output: [{ name: 'text_output', dataType: 'TYPE_STRING', dims: [-1] }],
  instanceGroup: CPU,
};

/** A stand-in for the vLLM backend, with its tensors. */
const vllmWords: PythonModel = {
  ...{ name: 'vllm-words', backend: 'python', versions: words.versions, instanceGroup: CPU },
  ...{ input: VLLM_INPUT, output: VLLM_OUTPUT, modelTransactionPolicy: { decoupled: true } },
};

export const minilm: PythonModel = {
  name: 'minilm',
  backend: 'python',
  versions: [{ version: 1, files: program('minilm') }],
  maxBatchSize: 64,
  dynamicBatching: { maxQueueDelay: 2 },
  input: [{ name: 'TEXT', dataType: 'TYPE_STRING', dims: [1] }],
  output: [{ name: 'EMBEDDING', dataType: 'TYPE_FP32', dims: [384] }],
  instanceGroup: CPU,
};

/** Thousands of small steps: a batch takes hardly longer than a row. */
const steps: PythonModel = {
  name: 'steps',
  backend: 'python',
  versions: [{ version: 1, files: program('steps') }],
  maxBatchSize: 32,
  input: [{ name: 'X', dataType: 'TYPE_FP32', dims: [1] }],
  output: [{ name: 'Y', dataType: 'TYPE_FP32', dims: [1] }],
  instanceGroup: CPU,
};

const stepsBatched: PythonModel = {
  ...steps,
  name: 'steps-batched',
  dynamicBatching: { maxQueueDelay: 5, defaultQueuePolicy: { maxQueueSize: 500, defaultTimeout: 10_000 } },
};

/** Answers which of its versions it is, times a parameter. */
export function counting(...versions: readonly number[]): PythonModel {
  return {
    name: 'counting',
    backend: 'python',
    versions: versions.map((version) => ({ version, files: program('counting') })),
    versionPolicy: { latest: { numVersions: 2 } },
    maxBatchSize: 4,
    input: [{ name: 'X', dataType: 'TYPE_INT32', dims: [1] }],
    output: [{ name: 'Y', dataType: 'TYPE_INT32', dims: [1] }],
    instanceGroup: CPU,
    parameters: { factor: 100 },
    modelWarmup: [{ name: 'one', batchSize: 2, inputs: { X: { dataType: 'TYPE_INT32', dims: [1], zeroData: true } } }],
  };
}

/** The same without warm-up: a failed warm-up at a reload ends Triton 2.51. */
export function steady(...versions: readonly number[]): PythonModel {
  const { modelWarmup, ...model } = counting(...versions);
  return { ...model, name: 'steady' };
}

/** Answers that a server with a response cache would keep. */
const kept: PythonModel = { ...steady(1), name: 'kept', responseCache: { enable: true } };

/** x · 100 + 3 by version 3, and that through the newest. */
const twice: EnsembleModel = {
  name: 'twice',
  backend: 'ensemble',
  maxBatchSize: 4,
  input: [{ name: 'FIRST', dataType: 'TYPE_INT32', dims: [1] }],
  output: [{ name: 'LAST', dataType: 'TYPE_INT32', dims: [1] }],
  ensembleScheduling: {
    step: [
      { modelName: 'counting', inputMap: { X: 'between' }, outputMap: { Y: 'LAST' } },
      { modelName: 'counting', modelVersion: 3, inputMap: { X: 'FIRST' }, outputMap: { Y: 'between' } },
    ],
  },
};

/** What the tests' Triton serves. */
export const MODELS: readonly TritonModel[] = [words, vllmWords, minilm, steps, stepsBatched, counting(1, 2, 3), kept, twice];
