import type { IGpuCluster } from '../gpu-cluster/gpu-cluster-base.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import type { GpuNodeStorage } from './gpu-node-storage.ts';

export interface GpuNodeGroupProps {
  readonly cluster: IGpuCluster;
  /** p4d, p4de, p5, p5e, p5en, g6e, g6 or g5, e.g. `p5.48xlarge`. */
  readonly instanceType: string;
  /** Where nodes come from, the first choice first. Each entry is a managed node group of its own. */
  readonly capacity: GpuCapacity[];
  /** First part of the node groups' names, and a label of the nodes: lower-case letters, digits and hyphens. @default - the construct id */
  readonly nodeGroupName?: string;
  /** GPUs that one replica of a model takes on a node. It must divide the node's. @default - not checked */
  readonly gpusPerReplica?: number;
  /** Elastic Fabric Adapters of a node. @default - all of a type with several network cards, otherwise none */
  readonly efaInterfaces?: number;
  /** Pages of 2 MiB that a node sets aside. @default - 5128 with EFA, whose library takes them; otherwise 0 */
  readonly hugePages2Mi?: number;
  /** @default GpuNodeStorage.instanceStore() */
  readonly storage?: GpuNodeStorage;
  /** ISO 8601 date. Capacity Blocks that ended before it are refused. @default - dates are only compared with each other */
  readonly asOf?: string;
}
