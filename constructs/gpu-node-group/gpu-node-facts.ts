import type { GpuInstanceType } from './catalogue/instance-types.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import type { GpuNodeStorage } from './gpu-node-storage.ts';

/** What pods find on a node of a group, and how many nodes there can be. */
export interface GpuNodeFacts {
  /** Value of the nodes' label `llm-platform/node-group`. */
  readonly name: string;
  readonly instanceType: string;
  /** e.g. `H100` */
  readonly gpu: string;
  readonly gpus: number;
  /** Of one GPU. */
  readonly gpuMemoryMib: number;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  /** For images and files of pods. */
  readonly diskGib: number;
  readonly maxNodes: number;
  /** The same by zone. @default - unknown: an entry names no zone */
  readonly nodesByZone?: Readonly<Record<string, number>>;
}

interface NodeSettings {
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  readonly storage: Pick<GpuNodeStorage, 'raid0' | 'rootVolumeSize'> | InstanceStore | Gp3;
  readonly capacity: readonly Pick<GpuCapacity, 'availabilityZone' | 'maxSize'>[];
}

/** For callers that must not load the CDK. */
interface InstanceStore {
  readonly raid0: true;
}

interface Gp3 {
  readonly raid0: false;
  readonly gib: number;
}

/** Loads no CDK: the platform's configuration asks here too. */
export function gpuNodeFacts(
  name: string,
  { name: instanceType, gpu, gpus, gpuMemoryMib, vcpus, memoryMib, instanceStoreGb }: GpuInstanceType,
  { efaInterfaces, hugePages2Mi, storage, capacity }: NodeSettings,
): GpuNodeFacts {
  const zones = new Map<string | undefined, number>();
  for (const { availabilityZone, maxSize } of capacity) {
    zones.set(availabilityZone, (zones.get(availabilityZone) ?? 0) + maxSize);
  }
  return {
    ...{ name, instanceType, gpu, gpus, gpuMemoryMib, vcpus, memoryMib, efaInterfaces, hugePages2Mi },
    diskGib: diskGib(storage, instanceStoreGb),
    maxNodes: capacity.reduce((sum, { maxSize }) => sum + maxSize, 0),
    ...(zones.has(undefined) ? {} : { nodesByZone: Object.fromEntries(zones) }),
  };
}

function diskGib(storage: NodeSettings['storage'], instanceStoreGb: number): number {
  if (storage.raid0) return Math.floor((instanceStoreGb * 1e9) / 2 ** 30);
  if ('gib' in storage) return storage.gib;
  return 'rootVolumeSize' in storage ? storage.rootVolumeSize.toGibibytes() : 0;
}
