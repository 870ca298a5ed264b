import type { ModelTarget } from '../../contract/targets.ts';

/** An answer as the core wrote it. */
export interface CachedAnswer {
  /** Those that describe the body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly storedAt: number;
  /** Whose answer it is. */
  readonly provider: ModelTarget['kind'];
}

/** An answer that was found. */
export interface Found {
  readonly answer: CachedAnswer;
  /** Of the question to the one that was answered. @default - it is the very same request */
  readonly similarity?: number;
}

/** Keeps answers. What it cannot give in time it does not have: a cache that is down is an empty one. */
export interface ResponseCache {
  /**
   * @param tenant the partition: no answer is ever found in another
   * @param key of fixed length, see `request-key.ts`
   */
  get(tenant: string, key: string): Promise<CachedAnswer | undefined>;
  /** Keeps an answer for so long at most. Never throws. */
  put(tenant: string, key: string, answer: CachedAnswer, ttlMs: number): Promise<void>;
}

/** The vector that lies closest. */
export interface Neighbour {
  /** The key of an answer. */
  readonly id: string;
  /** Cosine of the angle between the two vectors. */
  readonly similarity: number;
}

/** A question among those that may have the same answer. */
export interface PlacedQuestion {
  readonly tenant: string;
  /** What the vector was made by, whatever it is called. */
  readonly model: string;
  /** Questions of different partitions are not compared. */
  readonly partition: string;
  /** Of length 1. */
  readonly vector: Float32Array;
}

/** Finds vectors that lie close together. Tenants, models and partitions know nothing of each other. Never throws. */
export interface SemanticIndex {
  /** Keeps a question for so long at most; another one with this id is replaced. */
  upsert(question: PlacedQuestion, id: string, ttlMs: number): Promise<void>;
  /** @returns undefined when the partition has no vector of this length */
  nearest(question: PlacedQuestion): Promise<Neighbour | undefined>;
}
