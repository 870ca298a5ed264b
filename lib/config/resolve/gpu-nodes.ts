import { gpuInstanceType } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { usualEfaInterfaces, usualHugePages2Mi } from '../../../constructs/gpu-node-group/network-interfaces.ts';
import type { GpuNodes } from '../../../services/serving/serving.ts';
import type { NodeGroupConfig } from '../gpu-config.ts';

/** What pods find on the nodes of a group; nothing for a type that the catalogue does not know. */
export function gpuNodes(name: string, { instanceType, capacity }: NodeGroupConfig): GpuNodes | undefined {
  const type = gpuInstanceType(instanceType);
  if (type === undefined) return undefined;
  const efaInterfaces = usualEfaInterfaces(type);
  return {
    name,
    instanceType,
    gpu: type.gpu,
    gpus: type.gpus,
    gpuMemoryMib: type.gpuMemoryMib,
    vcpus: type.vcpus,
    memoryMib: type.memoryMib,
    efaInterfaces,
    hugePages2Mi: usualHugePages2Mi(efaInterfaces),
    // Images and files of pods are on the striped instance store.
    diskGib: Math.floor((type.instanceStoreGb * 1e9) / 2 ** 30),
    maxNodes: capacity.reduce((sum, { maxSize }) => sum + maxSize, 0),
  };
}
