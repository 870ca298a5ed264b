import type { GpuInstanceType } from './catalogue/instance-types.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import type { GpuNodeStorage } from './gpu-node-storage.ts';

/** A Kubernetes object, as it stands in a file. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: { readonly [label: string]: string } };
  readonly spec: { readonly [field: string]: unknown };
}

export interface KarpenterOptions {
  /** Release of the EKS image of Amazon Linux 2023, e.g. `v20261105`. Pinned, so that nodes change when you say so. */
  readonly amiVersion: string;
  /** Name of the role that the nodes take. */
  readonly nodeRoleName: string;
  /** Id, alias or ARN of the key of the nodes' volumes. */
  readonly kmsKeyId: string;
  /** Most GPUs in each pool. Karpenter may pass it for a moment. @default - of each entry, those of the nodes between desiredSize and maxSize */
  readonly maxGpus?: number;
  /** Whether there are pools for reservations and blocks too, of nodes between desiredSize and maxSize. @default false */
  readonly reservations?: boolean;
  /** Tags of the subnets to use. @default - `karpenter.sh/discovery` with the name of the cluster */
  readonly subnetTags?: { readonly [tag: string]: string };
  /** Ids of the subnets to use, instead of tags. @default - by subnetTags */
  readonly subnetIds?: readonly string[];
}

/** What all nodes of a group have. */
export interface BurstFacts {
  readonly name: string;
  readonly clusterName: string;
  readonly type: GpuInstanceType;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  readonly storage: GpuNodeStorage;
}

/** Nodes of one entry that Karpenter may start. */
export interface Burst {
  readonly entry: GpuCapacity;
  readonly order: number;
  readonly gpus: number;
}

/** The entries that Karpenter starts nodes of, and how many GPUs of each. */
export function burstOf(
  { type }: BurstFacts,
  capacity: readonly GpuCapacity[],
  { maxGpus, reservations }: KarpenterOptions,
): readonly Burst[] {
  return capacity
    .map((entry, order) => ({ entry, order, beyond: type.gpus * (entry.maxSize - entry.desiredSize) }))
    .map(({ entry, order, beyond }) => ({
      entry,
      order,
      gpus: entry.prepaid ? (reservations ? beyond : 0) : (maxGpus ?? beyond),
    }))
    .filter(({ gpus }) => gpus > 0);
}
