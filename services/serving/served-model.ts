/**
 * A model that a region serves on GPUs of its own: what the workloads, the checks, scaling, the router's targets and the docs derive from.
 * Plain frozen data, with every default filled in.
 */
export interface ServedModel {
  /** What the router asks for, and the first part of every object's name: a DNS label of at most 36 characters, e.g. `llama-70b`. */
  readonly name: string;
  readonly engine: ServingEngine;
  readonly image: ContainerImage;
  /** What one replica takes. Tensor-parallel ranks share a node; each pipeline stage has a node of its own. */
  readonly gpus: GpuShare;
  /** Of one replica's GPUs, whichever release runs. */
  readonly memory: LanguageModelMemory | FixedMemory;
  /** Of the container on each node: CPU, memory without huge pages, and the part of that memory which is /dev/shm. */
  readonly host: HostShare;
  /** Versions side by side, the stable one first. One or more. */
  readonly releases: readonly ModelRelease[];
  /** Adapters over the same base, each a model of its own to clients. vLLM alone. */
  readonly loraAdapters: readonly LoraAdapter[];
  /** Memory for answers that Triton keeps, of models whose files say `response_cache`. Engines inside Triton alone. @default - it keeps none */
  readonly responseCacheMib?: number;
  /** How a new pod takes the place of an old one: beside it on spare GPUs, or after it. */
  readonly rollout: 'surge' | 'in-place';
  readonly startup: ColdStartBudget;
  /** Seconds that answers under way have to finish once a pod is told to stop. */
  readonly drainSeconds: number;
}

/** What runs a model. `vllm` is vLLM's own OpenAI server; the others are backends inside Triton. */
export type ServingEngine = 'vllm' | 'triton-tensorrt-llm' | 'triton-vllm' | 'triton-onnx' | 'triton-python';

/** An image by digest. */
export interface ContainerImage {
  /** Without tag, e.g. `docker.io/vllm/vllm-openai`. */
  readonly repository: string;
  /** For people; the digest decides. */
  readonly version: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Unpacked on a node's disk. */
  readonly sizeGib: number;
}

export interface GpuShare {
  /** Name of one of the region's node groups. */
  readonly nodeGroup: string;
  /** GPUs of one node that share each layer. 1 or more. */
  readonly tensorParallel: number;
  /** Nodes that share the layers. 1 or more. */
  readonly pipelineParallel: number;
}

/** A language model, whose weights and cache of keys and values fill the GPUs. */
export interface LanguageModelMemory {
  readonly kind: 'language-model';
  readonly parameters: number;
  readonly layers: number;
  /** Heads of keys and values in a layer; fewer than the query's with grouped-query attention. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly weightType: 'bf16' | 'fp16' | 'fp8' | 'int8' | 'int4';
  readonly kvCacheType: 'bf16' | 'fp16' | 'fp8';
  /** Prompt and answer of the longest sequence. */
  readonly contextTokens: number;
  /** Sequences that run at once. */
  readonly maxSequences: number;
  /** Prompt and answer of a sequence on average: with `maxSequences`, what the cache must hold. */
  readonly meanTokens: number;
}

/** Any other model: what it takes of each GPU was measured. */
export interface FixedMemory {
  readonly kind: 'fixed';
  readonly gibPerGpu: number;
}

export interface HostShare {
  readonly cpus: number;
  readonly memoryGib: number;
  readonly sharedMemoryGib: number;
}

/** Weights, or a whole Triton model repository, as `blueprint model push` put them into the region's bucket of models. */
export interface StoredWeights {
  /** Name of the model there, e.g. `llama-3.3-70b`. */
  readonly repository: string;
  /** e.g. `3`. */
  readonly version: string;
  /** Digest of the version's files, as its manifest has it: 32 hexadecimal digits. The files lie in a folder of this name. */
  readonly content: string;
  readonly sizeGib: number;
}

/** A version of the model with pods of its own. */
export interface ModelRelease {
  /** Follows the model's name in the names of objects: at most 10 lower-case letters and digits, e.g. `v3`. */
  readonly name: string;
  readonly weights: StoredWeights;
  /** Of the model's requests, in percent; all releases make 100. */
  readonly trafficPercent: number;
  readonly scaling: Scaling;
}

export interface LoraAdapter {
  /** What clients ask for. */
  readonly name: string;
  readonly weights: StoredWeights;
  readonly rank: number;
}

/** How many replicas a release has. */
export type Scaling = FixedScaling | CpuScaling | LoadScaling;

export interface FixedScaling {
  readonly kind: 'fixed';
  readonly replicas: number;
}

/** By CPU use alone (HPA). It says little of GPUs. */
export interface CpuScaling {
  readonly kind: 'cpu';
  /** 1 or more. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetPercent: number;
}

/** By requests in flight, as the engine counts them (KEDA). */
export interface LoadScaling {
  readonly kind: 'load';
  /** 0 lets the release scale to zero; the router's count of requests for the model wakes it. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Requests that run or wait, for each replica. */
  readonly targetPerReplica: number;
  /** Times at which at least so many replicas run. */
  readonly schedule: readonly ScheduledReplicas[];
}

export interface ScheduledReplicas {
  /** Cron expressions of five fields, in `timezone`. */
  readonly start: string;
  readonly end: string;
  /** IANA name, e.g. `Europe/Dublin`. */
  readonly timezone: string;
  readonly replicas: number;
}

/** Seconds until a replica answers that has no node yet. */
export interface ColdStartBudget {
  /** Until EC2's node has joined the cluster. */
  readonly nodeSeconds: number;
  /** Until the image is pulled and unpacked. */
  readonly imageSeconds: number;
  /** Until the weights are read from S3. */
  readonly weightsSeconds: number;
  /** Until the engine has loaded, compiled and warmed up. */
  readonly loadSeconds: number;
}
