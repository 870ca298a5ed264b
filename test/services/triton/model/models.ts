import type { BinaryFile } from '../../../../services/triton/model/files.ts';
import type {
  EnsembleModel,
  OnnxRuntimeModel,
  PythonModel,
  TensorRtLlmModel,
  VllmModel,
} from '../../../../services/triton/model/model.ts';

export const weights = (path: string): BinaryFile => ({ sha256: 'ab'.repeat(32), sizeBytes: 7, source: `s3://models/${path}` });

export const embedder: OnnxRuntimeModel = {
  name: 'embedder',
  backend: 'onnxruntime',
  versions: [{ version: 1, files: { 'model.onnx': weights('model.onnx') } }],
  maxBatchSize: 64,
  input: [{ name: 'ids', dataType: 'TYPE_INT64', dims: [-1] }],
  output: [{ name: 'vector', dataType: 'TYPE_FP32', dims: [384] }],
};

export const tokenizer: PythonModel = {
  name: 'tokenizer',
  backend: 'python',
  versions: [{ version: 1, files: { 'model.py': { text: 'class TritonPythonModel: pass\n' } } }],
  maxBatchSize: 64,
  input: [{ name: 'text', dataType: 'TYPE_STRING', dims: [1] }],
  output: [{ name: 'ids', dataType: 'TYPE_INT64', dims: [-1] }],
};

export const textEmbedder: EnsembleModel = {
  name: 'text-embedder',
  backend: 'ensemble',
  maxBatchSize: 32,
  input: [{ name: 'text', dataType: 'TYPE_STRING', dims: [1] }],
  output: [{ name: 'vector', dataType: 'TYPE_FP32', dims: [384] }],
  ensembleScheduling: {
    step: [
      { modelName: 'tokenizer', inputMap: { text: 'text' }, outputMap: { ids: 'ids' } },
      { modelName: 'embedder', inputMap: { ids: 'ids' }, outputMap: { vector: 'vector' } },
    ],
  },
};

export const llama: VllmModel = {
  name: 'llama',
  backend: 'vllm',
  versions: [{ version: 1, files: {}, engineArgs: { model: '/weights/llama', tensor_parallel_size: 8, dtype: 'bfloat16' } }],
  parameters: { REPORT_CUSTOM_METRICS: true, ENABLE_VLLM_HEALTH_CHECK: true },
};

export const mixtral: TensorRtLlmModel = {
  name: 'mixtral',
  backend: 'tensorrtllm',
  versions: [
    {
      version: 1,
      files: { 'model.py': weights('model.py'), 'helpers.py': weights('helpers.py') },
      engineArgs: { model: '/weights/mixtral', tensor_parallel_size: 2 },
    },
  ],
  gpuDeviceIds: [
    [0, 1],
    [2, 3],
  ],
};
