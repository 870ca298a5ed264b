import { Size } from 'aws-cdk-lib';
import { gpuInstanceType } from '../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { GpuCapacity } from '../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeStorage } from '../../constructs/gpu-node-group/gpu-node-storage.ts';
import { karpenterManifests } from '../../constructs/gpu-node-group/karpenter.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';

const CAPACITY = [
  GpuCapacity.spot({ maxSize: 2, availabilityZone: 'us-east-1a' }),
  GpuCapacity.onDemand({ maxSize: 2, availabilityZone: 'us-east-1a' }),
  GpuCapacity.onDemand({ maxSize: 2, availabilityZone: 'us-east-1b' }),
];

/** The burst of a group with EFA and one without. */
export const burst: readonly Manifest[] = ['p5.48xlarge', 'g6e.12xlarge'].flatMap((name) => {
  const type = gpuInstanceType(name);
  if (type === undefined) throw new Error(`no instance type is called ${name}`);
  const { manifests, problems } = karpenterManifests(
    {
      name: type.gpu.toLowerCase(),
      clusterName: 'llm-us-east-1',
      type,
      efaInterfaces: type.efaInterfaces,
      hugePages2Mi: type.efaInterfaces > 0 ? 5128 : 0,
      storage: type.efaInterfaces > 0 ? GpuNodeStorage.instanceStore() : GpuNodeStorage.gp3(Size.gibibytes(500)),
    },
    CAPACITY,
    { amiVersion: 'v20261105', nodeRoleName: 'llm-nodes', kmsKeyId: 'alias/nodes', maxGpus: 16 },
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return manifests.map((manifest) => ({ ...manifest }));
});
