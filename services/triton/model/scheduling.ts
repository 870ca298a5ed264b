import type { DataType } from '../schema/types.ts';
import type { Delay } from './delay.ts';

/** What happens to requests that wait (`ModelQueuePolicy`). */
export interface QueuePolicy {
  /** Of requests whose time is over: refused, or served after all others. @default REJECT */
  readonly timeoutAction?: 'REJECT' | 'DELAY';
  /** How long a request waits at the most. @default 0, without end */
  readonly defaultTimeout?: Delay;
  /** Requests may ask for a shorter time. @default false */
  readonly allowTimeoutOverride?: boolean;
  /** Requests that wait at the most; more are refused at once. @default 0, without end */
  readonly maxQueueSize?: number;
}

/** Triton joins requests to batches (`ModelDynamicBatching`). `{}` turns it on with the defaults. */
export interface DynamicBatching {
  /**
   * Sizes that are sent without waiting. NVIDIA's advice: leave it, but for a TensorRT model with a profile for each size.
   *
   * @default maxBatchSize
   */
  readonly preferredBatchSize?: readonly number[];
  /** How long a request waits for others. @default 0: only what waits already is joined */
  readonly maxQueueDelay?: Delay;
  /** Answers leave in the order of the requests. @default false */
  readonly preserveOrdering?: boolean;
  /** Number of priorities, 1 is the highest. @default 0, all are equal */
  readonly priorityLevels?: number;
  /** Of requests that name none, 1 to `priorityLevels`, and needed with it. */
  readonly defaultPriorityLevel?: number;
  readonly defaultQueuePolicy?: QueuePolicy;
  /** By priority level. @default `defaultQueuePolicy` for each */
  readonly priorityQueuePolicy?: Readonly<Record<number, QueuePolicy>>;
}

/** Which versions are served (`ModelVersionPolicy`). */
export type VersionPolicy =
  | { readonly latest: { readonly numVersions: number } }
  | { readonly all: Readonly<Record<string, never>> }
  | { readonly specific: { readonly versions: readonly number[] } };

/** A request that every instance answers before the model is ready (`ModelWarmup`). */
export interface ModelWarmup {
  readonly name: string;
  /** 1 to `maxBatchSize`; 1 without batching. */
  readonly batchSize: number;
  /** Times it is sent. @default 1 */
  readonly count?: number;
  /** By name of the input. */
  readonly inputs: Readonly<Record<string, WarmupInput>>;
}

/** Data of one input: all zero, random, or a file in the model's folder `warmup`. */
export type WarmupInput = {
  readonly dataType: DataType;
  /** Without the dimension of the batch; none varies. */
  readonly dims: readonly number[];
} & ({ readonly zeroData: true } | { readonly randomData: true } | { readonly inputDataFile: string });
