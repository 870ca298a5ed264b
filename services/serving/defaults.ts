import type { ColdStartBudget, ContainerImage, HostShare } from './served-model.ts';
import type { GpuNodes } from './serving.ts';

/** For answers under way when a pod is told to stop. */
export const DRAIN_SECONDS = 120;

/** Part of a node's CPUs and memory that replicas take by default. */
const SHARE = 0.8;

/** Assumed, not measured: seconds to pull and unpack a GiB of an image, and to read and to load a GiB of weights. */
const IMAGE_SECONDS_PER_GIB = 10;
const WEIGHTS_SECONDS_PER_GIB = 1;
const LOAD_SECONDS_PER_GIB = 1;

/** What a replica takes of its node beside GPUs: by its share of them. */
export function hostShare(tensorParallel: number, nodes: GpuNodes | undefined): HostShare {
  if (nodes === undefined) return { cpus: 1, memoryGib: 4, sharedMemoryGib: 1 };
  const replicas = Math.max(1, Math.floor(nodes.gpus / tensorParallel));
  const memoryGib = Math.max(2, Math.floor((SHARE * (nodes.memoryMib - 2 * nodes.hugePages2Mi)) / 1024 / replicas));
  return {
    cpus: Math.floor(((SHARE * nodes.vcpus) / replicas) * 10) / 10,
    memoryGib,
    sharedMemoryGib: Math.max(1, Math.min(64, Math.floor(memoryGib / 4))),
  };
}

/** Until a first replica answers: assumed by sizes, until somebody measures. @param gib of weights */
export const coldStart = (image: ContainerImage, gib: number): ColdStartBudget => ({
  nodeSeconds: 300,
  imageSeconds: Math.ceil(IMAGE_SECONDS_PER_GIB * image.sizeGib),
  weightsSeconds: Math.max(30, Math.ceil(WEIGHTS_SECONDS_PER_GIB * gib)),
  loadSeconds: 120 + Math.ceil(LOAD_SECONDS_PER_GIB * gib),
});
