import { gpuInstanceType } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { gpuNodeFacts } from '../../../constructs/gpu-node-group/gpu-node-facts.ts';
import { usualEfaInterfaces, usualHugePages2Mi } from '../../../constructs/gpu-node-group/network-interfaces.ts';
import type { GpuNodes } from '../../../services/serving/serving.ts';
import type { NodeGroupConfig } from '../gpu-config.ts';

/** What pods find on the nodes of a group; nothing for a type that the catalogue does not know. */
export function gpuNodes(name: string, { instanceType, storage, capacity }: NodeGroupConfig): GpuNodes | undefined {
  const type = gpuInstanceType(instanceType);
  if (type === undefined) return undefined;
  const efaInterfaces = usualEfaInterfaces(type);
  const hugePages2Mi = usualHugePages2Mi(efaInterfaces);
  return gpuNodeFacts(name, type, {
    efaInterfaces,
    hugePages2Mi,
    storage: storage ? { raid0: false, gib: storage.gib } : { raid0: true },
    capacity,
  });
}
