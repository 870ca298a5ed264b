import { Size } from 'aws-cdk-lib';
import { gpuInstanceType } from '../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { GpuNodeStorage } from '../../constructs/gpu-node-group/gpu-node-storage.ts';
import { karpenterManifests } from '../../constructs/gpu-node-group/karpenter.ts';
import { usualEfaInterfaces, usualHugePages2Mi } from '../../constructs/gpu-node-group/network-interfaces.ts';
import type { Manifest } from '../../services/manifests/manifest.ts';
import type { PlatformConfig } from './platform-config.ts';
import { gpuCapacity } from './resolve/gpus.ts';

/**
 * Karpenter's EC2NodeClasses and NodePools of a region: the nodes between desiredSize and maxSize of every source, in the order of the lists.
 *
 * @throws Error with every problem
 */
export function karpenterNodes(config: PlatformConfig, region: string): readonly Manifest[] {
  const { gpus } = config.regions[region] ?? {};
  if (gpus?.karpenter === undefined) return [];
  const { amiVersion, nodeRole, volumeKey, subnetIds } = gpus.karpenter;
  const options = {
    ...{ amiVersion, nodeRoleName: nodeRole, kmsKeyId: volumeKey, reservations: true },
    ...(subnetIds && { subnetIds }),
  };
  const made = Object.entries(gpus.nodeGroups).flatMap(([name, { instanceType, storage, capacity }]) => {
    const type = gpuInstanceType(instanceType);
    if (type === undefined || capacity.every(({ desiredSize, maxSize }) => maxSize <= desiredSize)) return [];
    const efaInterfaces = usualEfaInterfaces(type);
    const facts = {
      ...{ name, type, efaInterfaces, clusterName: gpus.cluster.name, hugePages2Mi: usualHugePages2Mi(efaInterfaces) },
      storage: storage ? GpuNodeStorage.gp3(Size.gibibytes(storage.gib), storage) : GpuNodeStorage.instanceStore(),
    };
    return [karpenterManifests(facts, capacity.map(gpuCapacity), options)];
  });
  const problems = made.flatMap((each) => each.problems);
  if (problems.length > 0)
    throw new Error(`The GPU nodes of ${region} cannot burst:\n${problems.map((each) => `- ${each}`).join('\n')}`);
  return made.flatMap(({ manifests }) => manifests.map((manifest) => ({ ...manifest })));
}
