/** Instances of a model that run side by side (`ModelInstanceGroup`). */
export interface InstanceGroup {
  /** For each of `gpus`, or in all. @default 1, but 2 for onnxruntime with KIND_CPU */
  readonly count?: number;
  /** KIND_MODEL leaves it to the backend, as vLLM wants it. @default KIND_AUTO: on GPUs when there are any */
  readonly kind?: 'KIND_AUTO' | 'KIND_GPU' | 'KIND_CPU' | 'KIND_MODEL';
  /** Numbers of GPUs, from 0, with KIND_GPU or KIND_AUTO. @default all that the server sees */
  readonly gpus?: readonly number[];
  /** TensorRT alone: numbers of the optimisation profiles, e.g. `['0']`. @default the first */
  readonly profile?: readonly string[];
  /** Works with the server's `--rate-limit=execution_count` alone; without it Triton ignores this silently. */
  readonly rateLimiter?: RateLimiter;
  /** Name of a host policy of the server, for NUMA. @default by kind: cpu, model, gpu_0 … */
  readonly hostPolicy?: string;
}

/** What an instance needs before it runs (`ModelRateLimiter`). */
export interface RateLimiter {
  /** @default none */
  readonly resources?: readonly RateLimiterResource[];
  /** An instance of priority 2 gets half the turns of one of 1. @default 1 */
  readonly priority?: number;
}

export interface RateLimiterResource {
  /** As in the server's `--rate-limit-resource=<name>:<count>`. */
  readonly name: string;
  readonly count: number;
  /** One stock for all devices, rather than one for each. @default false */
  readonly global?: boolean;
}
