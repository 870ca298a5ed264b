import { type App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { GpuCluster } from '../../constructs/gpu-cluster/gpu-cluster.ts';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import type { GpuClusterProps } from '../../constructs/gpu-cluster/gpu-cluster-props.ts';
import { GpuCapacity } from '../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../constructs/gpu-node-group/gpu-node-group.ts';
import { type IPlatformNetwork, PlatformNetwork } from '../../constructs/platform-network/platform-network.ts';

const ZONES = ['us-east-1a', 'us-east-1b'];
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000';

const gpuNetwork = (stack: Stack): IPlatformNetwork =>
  new PlatformNetwork(stack, 'Network', { availabilityZones: ZONES, natGateways: 1 });

export const adminRole = (stack: Stack) => Role.fromRoleName(stack, 'Admin', 'platform-admin');

export function gpuCluster(stack: Stack, props: Partial<GpuClusterProps> = {}): GpuCluster {
  return new GpuCluster(stack, 'Cluster', {
    clusterName: 'acme-llm',
    kubernetesVersion: '1.35',
    network: props.network ?? gpuNetwork(stack),
    adminRoles: [adminRole(stack)],
    ...props,
  });
}

/** A cluster of another team, described by its ids: no resource but those of the node groups that join it. */
export function existingCluster(stack: Stack): IGpuCluster {
  return GpuCluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'their-cluster',
    network: existingNetwork(stack),
    clusterSecurityGroupId: 'sg-0123456789abcdef0',
    nodeRole: Role.fromRoleName(stack, 'NodeRole', 'their-nodes'),
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
  });
}

export const existingNetwork = (stack: Stack): IPlatformNetwork =>
  PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ZONES,
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  });

/** Every kind of capacity, in order. */
export const ladder = (): GpuCapacity[] => [
  GpuCapacity.capacityBlock({
    reservationId: 'cr-0123456789abcdef0',
    availabilityZone: 'us-east-1a',
    startsAt: '2027-01-10T11:30:00Z',
    endsAt: '2027-01-24T11:30:00Z',
    maxSize: 2,
  }),
  GpuCapacity.reservation({ reservationId: 'cr-0123456789abcdef1', availabilityZone: 'us-east-1b', minSize: 1, maxSize: 1 }),
  GpuCapacity.spot({ availabilityZone: 'us-east-1a', maxSize: 2 }),
  GpuCapacity.onDemand({ availabilityZone: 'us-east-1a', maxSize: 2 }),
  GpuCapacity.onDemand({ availabilityZone: 'us-east-1b', maxSize: 2 }),
];

const stackIn = (app: App, name: string) => new Stack(app, name, { env: { region: 'us-east-1' } });

/** Stacks of the kinds that users build: A100 alone, H100 alone, both and smaller ones, and with network, keys and cluster of their own. */
export function gpuStacks(app: App): Stack[] {
  const a100 = stackIn(app, 'a100');
  new GpuNodeGroup(a100, 'A100', { cluster: gpuCluster(a100), instanceType: 'p4d.24xlarge', capacity: ladder() });

  const h100 = stackIn(app, 'h100');
  new GpuNodeGroup(h100, 'H100', { cluster: gpuCluster(h100), instanceType: 'p5.48xlarge', capacity: ladder().slice(0, 1) });

  const mixed = stackIn(app, 'mixed');
  const cluster = gpuCluster(mixed);
  new GpuNodeGroup(mixed, 'H100', { cluster, instanceType: 'p5.48xlarge', capacity: ladder().slice(3), gpusPerReplica: 8 });
  new GpuNodeGroup(mixed, 'A100', { cluster, instanceType: 'p4de.24xlarge', capacity: ladder().slice(1, 3) });
  new GpuNodeGroup(mixed, 'L40S', { cluster, instanceType: 'g6e.12xlarge', capacity: [GpuCapacity.onDemand({ maxSize: 4 })] });

  const own = stackIn(app, 'bring-your-own');
  const key = Key.fromKeyArn(own, 'Key', KEY);
  gpuCluster(own, {
    network: existingNetwork(own),
    encryptionKey: key,
    logsKey: key,
    role: Role.fromRoleName(own, 'ClusterRole', 'their-cluster-role'),
    nodeRole: Role.fromRoleName(own, 'NodeRole', 'their-nodes'),
  });

  const joined = stackIn(app, 'existing-cluster');
  new GpuNodeGroup(joined, 'H200', {
    cluster: existingCluster(joined),
    instanceType: 'p5en.48xlarge',
    capacity: ladder().slice(2, 3),
  });
  return [a100, h100, mixed, own, joined];
}
