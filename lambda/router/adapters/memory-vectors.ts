import type { Neighbour, SemanticIndex } from '../domain/cache/store.ts';

/** More would make a look-up longer than it is worth: 1,000 vectors of 1,536 numbers take 1.5 ms. */
const MAX_IN_PARTITION = 1_000;

/** All vectors of a process together. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What a vector takes beside its numbers. */
const OVERHEAD_BYTES = 256;

interface Entry {
  readonly vector: Float32Array;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

type Partition = Map<string, Entry>;

/** Compares with every vector of a partition, within this process. Beyond its bounds the oldest ones go first. */
export interface MemoryVectors extends SemanticIndex {
  /** What is kept now. */
  readonly bytes: number;
}

/** @param now epoch milliseconds */
export function memoryVectors(
  now: () => number = Date.now,
  { maxBytes = MAX_BYTES, maxInPartition = MAX_IN_PARTITION } = {},
): MemoryVectors {
  /** The one that was written last stands last, and so does its newest vector. */
  const partitions = new Map<string, Partition>();
  let bytes = 0;

  const remove = (name: string, partition: Partition, id: string) => {
    const entry = partition.get(id);
    if (entry === undefined) return;
    partition.delete(id);
    bytes -= sizeOf(entry.vector);
    if (partition.size === 0) partitions.delete(name);
  };

  const prune = (name: string, partition: Partition, nowMs: number) => {
    for (const [id, { expiresAt }] of partition) if (expiresAt <= nowMs) remove(name, partition, id);
  };

  const makeRoom = () => {
    while (bytes > maxBytes) {
      const [oldest] = partitions;
      const [first] = oldest?.[1].keys() ?? [];
      if (oldest === undefined || first === undefined) return;
      remove(oldest[0], oldest[1], first);
    }
  };

  return {
    upsert: async ({ partition: name, vector }, id, ttlMs) => {
      const nowMs = now();
      const partition = partitions.get(name) ?? new Map<string, Entry>();
      remove(name, partition, id);
      prune(name, partition, nowMs);
      if (sizeOf(vector) > maxBytes) return;
      partition.set(id, { vector, expiresAt: nowMs + ttlMs });
      bytes += sizeOf(vector);
      partitions.delete(name);
      partitions.set(name, partition);
      for (const oldest of partition.keys()) {
        if (partition.size <= maxInPartition) break;
        remove(name, partition, oldest);
      }
      makeRoom();
    },
    nearest: async ({ partition: name, vector }) => {
      const partition = partitions.get(name);
      if (partition === undefined) return undefined;
      prune(name, partition, now());
      let best: Neighbour | undefined;
      for (const [id, entry] of partition) {
        if (entry.vector.length !== vector.length) continue;
        const similarity = product(entry.vector, vector);
        if (best === undefined || similarity > best.similarity) best = { id, similarity };
      }
      return best;
    },
    get bytes() {
      return bytes;
    },
  };
}

/** The cosine of two vectors of length 1. */
function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return Math.min(1, sum);
}

const sizeOf = (vector: Float32Array): number => vector.byteLength + OVERHEAD_BYTES;
