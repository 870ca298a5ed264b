import type { ModelFiles, ModelVersion } from './files.ts';
import type { InstanceGroup } from './instance-group.ts';
import type { DynamicBatching, ModelWarmup, VersionPolicy } from './scheduling.ts';
import type { TritonInput, TritonOutput } from './tensor.ts';

/**
 * A model that Triton serves. The names are those of NVIDIA's model_config.proto in camel case, with times as `Delay` instead of microseconds;
 * `backend` tells the kinds apart.
 */
export type TritonModel = OnnxRuntimeModel | TensorRtModel | PythonModel | VllmModel | TensorRtLlmModel | EnsembleModel;

interface AnyModel {
  /** Of its folder too. Letters, digits, `_`, `-` and `.`. */
  readonly name: string;
  /** @default the newest alone */
  readonly versionPolicy?: VersionPolicy;
  /** Answers of equal requests are kept; needs the server's `--cache-config`. Not for decoupled models. @default not */
  readonly responseCache?: { readonly enable: boolean };
  /** Labels of its metrics. @default none */
  readonly metricTags?: Readonly<Record<string, string>>;
}

interface ModelWithFiles extends AnyModel {
  readonly versions: readonly ModelVersion[];
  /** Beside config.pbtxt: labels, `warmup/…`. @default none */
  readonly files?: ModelFiles;
  /** Read by the backend, as text. @default none */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  /** @default one instance on each GPU, or one on the CPU (onnxruntime: two) */
  readonly instanceGroup?: readonly InstanceGroup[];
}

interface TensorModel extends ModelWithFiles {
  /** Requests that share a batch at the most. @default 0: no batching, `dims` are the whole shape */
  readonly maxBatchSize?: number;
  readonly input: readonly TritonInput[];
  readonly output: readonly TritonOutput[];
  /** @default each request by itself */
  readonly dynamicBatching?: DynamicBatching;
  /** @default none */
  readonly modelWarmup?: readonly ModelWarmup[];
}

/** Each version has the file model.onnx. */
export interface OnnxRuntimeModel extends TensorModel {
  readonly backend: 'onnxruntime';
}

/** Each version has an engine, model.plan, built for the very GPU and TensorRT that run it. */
export interface TensorRtModel extends TensorModel {
  readonly backend: 'tensorrt';
  /** CUDA graphs for less overhead in small batches. @default not */
  readonly optimization?: { readonly cuda: { readonly graphs: boolean } };
}

/** Each version has the file model.py with a class TritonPythonModel. */
export interface PythonModel extends TensorModel {
  readonly backend: 'python';
  /** The model answers any number of times, as a language model does that streams. @default one answer to each request */
  readonly modelTransactionPolicy?: { readonly decoupled: boolean };
}

/** A language model in vLLM's engine. Its tensors are the backend's own, it does the batching itself, and it streams. */
export interface VllmModel extends Omit<ModelWithFiles, 'versions' | 'instanceGroup' | 'responseCache'> {
  readonly backend: 'vllm';
  readonly versions: readonly VllmVersion[];
}

export interface VllmVersion extends ModelVersion {
  /** Arguments of vLLM's engine, the file model.json; `model` is a name at Hugging Face or an absolute folder. */
  readonly engineArgs: Readonly<Record<string, unknown>> & { readonly model: string };
}

/** A language model in TensorRT-LLM through its LLM API: a Python model of NVIDIA's beside a model.yaml. */
export interface TensorRtLlmModel extends Omit<ModelWithFiles, 'versions' | 'instanceGroup' | 'responseCache'> {
  readonly backend: 'tensorrtllm';
  readonly versions: readonly TensorRtLlmVersion[];
  /** It streams; without, each request has one answer. @default true */
  readonly decoupled?: boolean;
  /** The GPUs of each instance, e.g. `[[0, 1], [2, 3]]` for two with tensor parallelism 2. @default one instance with all GPUs */
  readonly gpuDeviceIds?: readonly (readonly number[])[];
}

/** Its files hold NVIDIA's model.py and helpers.py of the release that the image has. */
export interface TensorRtLlmVersion extends ModelVersion {
  /** Arguments of `LLM()`; `model` is a name at Hugging Face or an absolute folder. */
  readonly engineArgs: Readonly<Record<string, unknown>> & { readonly model: string };
}

/** Steps through other models of the repository, each as soon as its tensors are there. Printed as `platform: "ensemble"`. */
export interface EnsembleModel extends AnyModel {
  readonly backend: 'ensemble';
  /** @default 0: no batching */
  readonly maxBatchSize?: number;
  readonly input: readonly TritonInput[];
  readonly output: readonly TritonOutput[];
  readonly ensembleScheduling: { readonly step: readonly EnsembleStep[] };
}

export interface EnsembleStep {
  readonly modelName: string;
  /** @default -1, the newest that is served */
  readonly modelVersion?: number;
  /** Input of the model -> tensor of the ensemble. */
  readonly inputMap: Readonly<Record<string, string>>;
  /** Output of the model -> tensor of the ensemble. */
  readonly outputMap: Readonly<Record<string, string>>;
}
