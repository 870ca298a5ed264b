import { Fn } from 'aws-cdk-lib';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { GpuInstanceType } from './catalogue/instance-types.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import type { GpuNodeStorage } from './gpu-node-storage.ts';
import { maxPods, nodeInterfaces } from './network-interfaces.ts';
import { nodeUserData } from './user-data.ts';

interface GpuNodeFacts {
  readonly type: GpuInstanceType;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  readonly storage: GpuNodeStorage;
  readonly clusterSecurityGroupId: string;
  /** Needed when there are EFA interfaces. */
  readonly efaSecurityGroupId?: string;
}

/** What the launch template of a GPU node says beyond that of any node. */
export function gpuNodeData(
  facts: GpuNodeFacts,
  capacity: GpuCapacity,
  placementGroupName: string | undefined,
): CfnLaunchTemplate.LaunchTemplateDataProperty {
  const { type, efaInterfaces, hugePages2Mi, storage } = facts;
  const userData = nodeUserData({ maxPods: maxPods(type, efaInterfaces), raid0: storage.raid0, hugePages2Mi });
  return {
    networkInterfaces: networkInterfaces(facts),
    userData: Fn.base64(userData),
    ...(placementGroupName === undefined ? {} : { placement: { groupName: placementGroupName } }),
    ...market(capacity),
  };
}

/** Spot is the node group's capacity type, and must not stand here as well. */
function market({ kind, reservationId }: GpuCapacity): CfnLaunchTemplate.LaunchTemplateDataProperty {
  if (reservationId === undefined) return {};
  const capacityReservationSpecification = { capacityReservationTarget: { capacityReservationId: reservationId } };
  return kind === 'capacity-block'
    ? { capacityReservationSpecification, instanceMarketOptions: { marketType: 'capacity-block' } }
    : { capacityReservationSpecification };
}

/** With interfaces of its own the template must name their security groups; EKS adds none. */
function networkInterfaces(facts: GpuNodeFacts): CfnLaunchTemplate.NetworkInterfaceProperty[] {
  const interfaces = nodeInterfaces(facts.efaInterfaces);
  return interfaces.map(({ networkCardIndex, deviceIndex, interfaceType }) => {
    const primary = interfaceType === 'interface';
    return {
      networkCardIndex,
      deviceIndex,
      interfaceType,
      deleteOnTermination: true,
      groups: primary ? [facts.clusterSecurityGroupId] : [facts.efaSecurityGroupId].filter((id) => id !== undefined),
      // EC2 takes this on single interfaces only; with several, the private subnet alone decides.
      ...(interfaces.length === 1 ? { associatePublicIpAddress: false } : {}),
    };
  });
}
