import { Size, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { gpuInstanceTypes } from '../../../constructs/gpu-node-group/catalogue/instance-types.ts';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import { GpuNodeGroup } from '../../../constructs/gpu-node-group/gpu-node-group.ts';
import type { GpuNodeGroupProps } from '../../../constructs/gpu-node-group/gpu-node-group-props.ts';
import { GpuNodeStorage } from '../../../constructs/gpu-node-group/gpu-node-storage.ts';
import { existingCluster, gpuCluster, ladder } from '../../support/gpu-stacks.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const ONE = [GpuCapacity.onDemand({ availabilityZone: 'us-east-1a', maxSize: 1 })];

function group(props: Partial<GpuNodeGroupProps> = {}, region = 'us-east-1') {
  const stack = testStack(region);
  const cluster = existingCluster(stack);
  const construct = new GpuNodeGroup(stack, 'H100', { cluster, instanceType: 'p5.48xlarge', capacity: ladder(), ...props });
  return { construct, template: templateOf(stack) };
}

// biome-ignore lint/suspicious/noExplicitAny: a template is untyped
type Data = Record<string, any>;

/** What the launch template of a node group says, by the group's name. */
function launchTemplates(template: Template): Map<string, Data> {
  const { Resources } = template.toJSON();
  const groups = Object.values(template.findResources('AWS::EKS::Nodegroup'));
  return new Map(
    groups.map(({ Properties: { NodegroupName, LaunchTemplate } }) => [
      NodegroupName,
      Resources[LaunchTemplate.Id.Ref].Properties.LaunchTemplateData,
    ]),
  );
}

const BLOCK = 'h100-capacity-block-cr-0123456789abcdef0';
const RESERVED = 'h100-reservation-cr-0123456789abcdef1';

describe('a group of p5.48xlarge with every kind of capacity', () => {
  const { construct, template } = group();
  const templates = launchTemplates(template);

  test('is one managed node group for each, in order, named by what it is', () => {
    expect(construct.managedNodeGroupNames).toEqual([
      BLOCK,
      RESERVED,
      'h100-spot-us-east-1a',
      'h100-on-demand-us-east-1a',
      'h100-on-demand-us-east-1b',
    ]);
    const groups = Object.values(template.findResources('AWS::EKS::Nodegroup')).map(({ Properties }) => Properties);
    expect(groups.map(({ CapacityType }) => CapacityType)).toEqual([
      'CAPACITY_BLOCK',
      'ON_DEMAND',
      'SPOT',
      'ON_DEMAND',
      'ON_DEMAND',
    ]);
    expect(groups.map(({ Labels }) => Labels['llm-platform/capacity-order'])).toEqual(['0', '1', '2', '3', '4']);
    expect(groups.map(({ Subnets }) => Subnets)).toEqual(
      ['0', '1', '0', '0', '1'].map((digit) => [`subnet-0123456789abcdef${digit}`]),
    );
  });

  test('runs the NVIDIA image, with the type in the launch template alone', () => {
    template.allResourcesProperties('AWS::EKS::Nodegroup', {
      AmiType: 'AL2023_x86_64_NVIDIA',
      InstanceTypes: Match.absent(),
      ClusterName: 'their-cluster',
      NodeRepairConfig: { Enabled: true },
      UpdateConfig: { MaxUnavailable: 1, UpdateStrategy: 'MINIMAL' },
      Taints: [{ Key: 'nvidia.com/gpu', Value: 'true', Effect: 'NO_SCHEDULE' }],
    });
    for (const data of templates.values()) expect(data.InstanceType).toBe('p5.48xlarge');
  });

  test('the block and the reservation are aimed at, and the block is bought as one', () => {
    expect(templates.get(BLOCK)).toMatchObject({
      InstanceMarketOptions: { MarketType: 'capacity-block' },
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-0123456789abcdef0' } },
    });
    expect(templates.get(RESERVED)).toMatchObject({
      CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-0123456789abcdef1' } },
    });
    expect(templates.get(RESERVED)).not.toHaveProperty('InstanceMarketOptions');
    expect(templates.get('h100-spot-us-east-1a')).not.toHaveProperty('InstanceMarketOptions');
  });

  test('nodes that are not reserved share a cluster placement group in their zone', () => {
    template.resourcePropertiesCountIs('AWS::EC2::PlacementGroup', { Strategy: 'cluster' }, 3);
    expect([...templates].filter(([, data]) => data.Placement !== undefined).map(([name]) => name)).toEqual([
      'h100-spot-us-east-1a',
      'h100-on-demand-us-east-1a',
      'h100-on-demand-us-east-1b',
    ]);
  });

  test('EFA adapters talk to each other alone, the first interface to the cluster', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      IpProtocol: '-1',
      DestinationSecurityGroupId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      IpProtocol: '-1',
      SourceSecurityGroupId: Match.anyValue(),
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    const interfaces: Data[] = templates.get(BLOCK)?.NetworkInterfaces;
    expect(interfaces).toHaveLength(33);
    expect(interfaces[0]).toMatchObject({ InterfaceType: 'interface', Groups: ['sg-0123456789abcdef0'] });
    for (const { Groups } of interfaces.slice(1))
      expect(Groups).toEqual([{ 'Fn::GetAtt': [expect.stringContaining('Efa'), 'GroupId'] }]);
  });

  test('asks Service Quotas for the vCPUs of its full size, by quota', () => {
    expect(construct.requiredVcpuQuotas()).toEqual([
      { code: 'L-417A185B', name: 'Running On-Demand P instances', vcpus: 5 * 192 },
      { code: 'L-C4BD4855', name: 'All P5 Spot Instance Requests', vcpus: 2 * 192 },
    ]);
  });
});

test('another order of the list renames nothing', () => {
  const names = (capacity: GpuCapacity[]) => [...group({ capacity }).construct.managedNodeGroupNames].sort();
  const [first, second, ...rest] = ladder();
  const swapped = [second, first, ...rest].filter((entry) => entry !== undefined);
  expect(names(swapped)).toEqual(names(ladder()));
});

describe.each(gpuInstanceTypes().map(({ name }) => name))('%s', (name) => {
  const stack = new Stack(testApp(), 'AnyRegion');
  const construct = new GpuNodeGroup(stack, 'Nodes', { cluster: existingCluster(stack), instanceType: name, capacity: ONE });
  const [data] = launchTemplates(templateOf(stack)).values();

  test("has a launch template that keeps pods from the node's credentials and its disks encrypted", () => {
    expect(data?.MetadataOptions).toEqual({ HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
    expect(data?.BlockDeviceMappings).toHaveLength(1);
    expect(data?.Monitoring).toEqual({ Enabled: true });
    for (const { Ebs } of data?.BlockDeviceMappings ?? []) {
      expect(Ebs).toMatchObject({ Encrypted: true, VolumeType: 'gp3', KmsKeyId: expect.stringContaining('arn:aws:kms') });
    }
  });

  test('has the interfaces of its cards, and no public address', () => {
    expect(data?.NetworkInterfaces).toHaveLength(construct.efaInterfaces + 1);
    expect(JSON.stringify(data?.NetworkInterfaces)).not.toContain('"AssociatePublicIpAddress":true');
    const userData: string = data?.UserData['Fn::Base64'];
    expect(userData).toContain(`"maxPods": ${construct.maxPods}`);
    expect(userData).toContain('RAID0');
    expect(userData.includes('nr_hugepages = 5128')).toBe(construct.efaInterfaces > 0);
  });
});

test('a gp3 root volume can take the place of the disks', () => {
  const { template } = group({ storage: GpuNodeStorage.gp3(Size.gibibytes(500)), capacity: ONE });
  const [data] = launchTemplates(template).values();
  expect(data?.BlockDeviceMappings[0].Ebs).toMatchObject({ VolumeSize: 500, Iops: 16_000, Throughput: 1000 });
  expect(JSON.stringify(data?.UserData)).not.toContain('RAID0');
});

test('a reservation made in a placement group is used in it', () => {
  const reservation = {
    reservationId: 'cr-0123456789abcdef1',
    availabilityZone: 'us-east-1b',
    placementGroupName: 'theirs',
    maxSize: 1,
  };
  const [data] = launchTemplates(group({ capacity: [GpuCapacity.reservation(reservation)] }).template).values();
  expect(data?.Placement).toEqual({ GroupName: 'theirs' });
});

test('nodes wait for the network add-on of a cluster in the same app', () => {
  const stack = testStack();
  new GpuNodeGroup(stack, 'H100', { cluster: gpuCluster(stack), instanceType: 'p5.48xlarge', capacity: ONE });
  templateOf(stack).hasResource('AWS::EKS::Nodegroup', {
    Properties: { NodegroupName: 'h100-on-demand-us-east-1a' },
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('vpccni')]),
  });
});

describe('mistakes', () => {
  test.each<[string, Partial<GpuNodeGroupProps>, string]>([
    ['a type that does not exist', { instanceType: 'p5.24xlarge' }, 'instanceType is "p5.24xlarge"; use p5.4xlarge, p5.48xlarge'],
    [
      '7 GPUs of 8',
      { gpusPerReplica: 7 },
      'gpusPerReplica is 7, which does not divide the 8 GPUs of p5.48xlarge; use 1, 2, 4 or 8',
    ],
    ['2 GPUs of 1', { instanceType: 'p5.4xlarge', gpusPerReplica: 2 }, 'does not divide the 1 GPU of p5.4xlarge; use 1'],
    ['more adapters than cards', { efaInterfaces: 33 }, 'efaInterfaces is 33; p5.48xlarge has 32, so use 0 to 32'],
    [
      'all memory in huge pages',
      { hugePages2Mi: 1_000_000 },
      'hugePages2Mi is 1000000; use a whole number of 2 MiB pages, 0 to 524288',
    ],
    ['a small disk', { storage: GpuNodeStorage.gp3(Size.gibibytes(20)) }, 'storage is gp3 of 20 GiB; use 100 to 16384'],
    ['slow requests', { storage: GpuNodeStorage.gp3(Size.gibibytes(200), { iops: 1 }) }, 'storage has 1 iops; use 3000 to 16000'],
    ['a name in capitals', { nodeGroupName: 'H_100' }, 'nodeGroupName is "H_100"; use lower-case letters'],
    ['a long name', { nodeGroupName: 'n'.repeat(40) }, 'nodeGroupName has 40 characters; use at most 27'],
  ])('%s', (_name, props, expected) => {
    expect(() => group(props)).toThrow(expected);
  });

  test('a region that does not offer the type', () => {
    expect(() => group({}, 'eu-south-1')).toThrow(
      /instanceType is p5\.48xlarge, which eu-south-1 does not offer; regions known to offer it: .*us-east-1/,
    );
  });

  test('are all told at once', () => {
    const wrong = { gpusPerReplica: 7, efaInterfaces: 40, capacity: [] };
    expect(() => group(wrong)).toThrow(/gpusPerReplica is 7.*; efaInterfaces is 40.*; capacity is empty/);
  });
});
