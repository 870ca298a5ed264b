import type { ContainerImage, HostShare, StoredWeights } from '../serving/served-model.ts';

/** New versions of models that a region's cluster makes from others. Plain frozen data. */
export interface ModelBuilds {
  /** The file `publish.js` that `blueprint model tool` writes, pushed to the bucket of models like a model. */
  readonly publisher: StoredWeights;
  readonly builds: readonly ModelBuild[];
}

/** One version, made once: image, source, calibration, recipe and kind of GPU are pinned and make the name of its Job. */
export interface ModelBuild {
  readonly output: BuildOutput;
  readonly source: StoredWeights;
  readonly recipe: CheckpointRecipe | EngineRecipe;
  /** With TensorRT-LLM and ModelOpt in it. An engine runs on the release alone that built it: use the image that serves it. */
  readonly image: ContainerImage;
  readonly gpus: BuildGpus;
  readonly host: HostShare;
  /** For all attempts together. */
  readonly deadlineSeconds: number;
  /** Name of the model of the region that is to serve the version: its GPUs and its image must be able to. @default - not compared */
  readonly servedBy?: string;
}

/** The version that is pushed. It must not exist: a version is never overwritten. */
export interface BuildOutput {
  /** Name of the model in the bucket. */
  readonly repository: string;
  readonly version: string;
  /** At the most. */
  readonly sizeGib: number;
}

export interface BuildGpus {
  readonly nodeGroup: string;
  readonly count: number;
}

/** Quantised weights in Hugging Face's layout, by ModelOpt. They run on any GPU that knows the format. */
export interface CheckpointRecipe {
  readonly kind: 'checkpoint';
  readonly format: 'fp8' | 'int4-awq';
  readonly calibration: Calibration;
}

/** An engine of TensorRT-LLM 1.2 or older, quantised on the way or not; tensor-parallel over the GPUs of the build. */
export interface EngineRecipe {
  readonly kind: 'engine';
  /** @default - as the source is */
  readonly quantisation?: { readonly format: 'fp8' | 'int8' | 'int4-awq'; readonly calibration: Calibration };
  readonly limits: EngineLimits;
}

/** What the engine is compiled for; longer and more is refused when it runs. */
export interface EngineLimits {
  readonly maxBatchSize: number;
  readonly maxInputTokens: number;
  /** Prompt and answer. */
  readonly maxSequenceTokens: number;
  /** Of all sequences in one step. */
  readonly maxBatchTokens: number;
}

/** Texts that show the quantiser which values occur. */
export interface Calibration {
  /** A folder of the bucket with files `*.jsonl`, a JSON object with the field `text` in each line. */
  readonly texts: StoredWeights;
  /** Lines that are read, from the first on. */
  readonly samples: number;
  /** Of each line; the rest is cut off. */
  readonly maxTokens: number;
}
