import { Stack, Token } from 'aws-cdk-lib';
import { CfnPlacementGroup, type ISubnet, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import { CapacityType, NodegroupAmiType, TaintEffect } from 'aws-cdk-lib/aws-eks-v2';
import { Construct } from 'constructs';
import type { IGpuCluster } from '../gpu-cluster/gpu-cluster-base.ts';
import { nodeLaunchTemplate } from '../gpu-cluster/node-launch-template.ts';
import { failOn } from '../internal/fail-on.ts';
import { capacityProblems } from './capacity-problems.ts';
import { type GpuInstanceType, gpuInstanceType, instanceTypeProblems } from './catalogue/instance-types.ts';
import { vcpuQuota } from './catalogue/quotas.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import { gpuNodeData } from './gpu-launch-template.ts';
import { type GpuNodeFacts, gpuNodeFacts } from './gpu-node-facts.ts';
import type { GpuNodeGroupProps } from './gpu-node-group-props.ts';
import { GpuNodeStorage } from './gpu-node-storage.ts';
import { karpenterManifests } from './karpenter.ts';
import type { KarpenterOptions, KubernetesManifest } from './karpenter-options.ts';
import { maxPods, usualEfaInterfaces, usualHugePages2Mi } from './network-interfaces.ts';
import { nodeGroupNameProblems } from './node-group-name.ts';
import { nodeLabels } from './node-labels.ts';
import { nodeProblems } from './node-problems.ts';
import { storageProblems } from './storage-problems.ts';

/** vCPUs that Service Quotas must allow in the region before the group can grow to its full size. */
export interface RequiredVcpuQuota {
  readonly code: string;
  readonly name: string;
  readonly vcpus: number;
}

const CAPACITY_TYPES = {
  'capacity-block': CapacityType.CAPACITY_BLOCK,
  reservation: CapacityType.ON_DEMAND,
  spot: CapacityType.SPOT,
  'on-demand': CapacityType.ON_DEMAND,
};

/** GPU nodes of one instance type, from an ordered list of capacity. */
export class GpuNodeGroup extends Construct {
  readonly cluster: IGpuCluster;
  /** First part of the node groups' names; the value of the label `llm-platform/node-group`. */
  readonly nodeGroupName: string;
  readonly instanceType: GpuInstanceType;
  readonly efaInterfaces: number;
  /** Most pods on a node. */
  readonly maxPods: number;
  /** What pods find on a node. */
  readonly facts: GpuNodeFacts;
  /** Names of the managed node groups, the first choice first. */
  readonly managedNodeGroupNames: readonly string[];

  private readonly props: GpuNodeGroupProps;
  private readonly hugePages2Mi: number;
  private readonly storage: GpuNodeStorage;

  constructor(scope: Construct, id: string, props: GpuNodeGroupProps) {
    super(scope, id);
    this.cluster = props.cluster;
    this.nodeGroupName = props.nodeGroupName ?? id.toLowerCase();
    const type = gpuInstanceType(props.instanceType);
    const efaInterfaces = props.efaInterfaces ?? (type === undefined ? 0 : usualEfaInterfaces(type));
    this.props = props;
    this.storage = props.storage ?? GpuNodeStorage.instanceStore();
    this.efaInterfaces = efaInterfaces;
    this.hugePages2Mi = props.hugePages2Mi ?? usualHugePages2Mi(efaInterfaces);
    const { region } = Stack.of(this);
    const wishes = { ...props, ...this.nodeSettings(), region: Token.isUnresolved(region) ? undefined : region };
    const problems = [
      ...instanceTypeProblems(props.instanceType),
      ...nodeGroupNameProblems(this.nodeGroupName, props.capacity),
      ...(type === undefined ? [] : nodeProblems(type, wishes)),
      ...storageProblems(this.storage),
      ...capacityProblems(props.capacity, {
        zones: this.subnets().map(zoneOf),
        efaInterfaces,
        asOf: props.asOf,
        unresolved: Token.isUnresolved,
      }),
    ];
    failOn(this, problems);
    // failOn has ended synthesis by then; the compiler cannot know.
    if (type === undefined) throw new Error(`${this.node.path}: instanceType is unknown`);
    this.instanceType = type;
    this.maxPods = maxPods(type, efaInterfaces);
    this.facts = gpuNodeFacts(this.nodeGroupName, type, { ...this.nodeSettings(), capacity: props.capacity });
    const efaSecurityGroupId = efaInterfaces > 0 ? this.efaSecurityGroup().securityGroupId : undefined;
    this.managedNodeGroupNames = props.capacity.map((capacity, order) => this.addManaged(capacity, order, efaSecurityGroupId));
  }

  /** What to ask of Service Quotas (service `ec2`), summed over the list. Capacity Blocks are not counted. */
  requiredVcpuQuotas(): RequiredVcpuQuota[] {
    const sums = new Map<string, RequiredVcpuQuota>();
    for (const { kind, maxSize } of this.props.capacity.filter((entry) => entry.kind !== 'capacity-block')) {
      const quota = vcpuQuota(this.instanceType.name, kind === 'spot');
      const vcpus = (sums.get(quota.code)?.vcpus ?? 0) + maxSize * this.instanceType.vcpus;
      sums.set(quota.code, { ...quota, vcpus });
    }
    return [...sums.values()];
  }

  /**
   * Karpenter's EC2NodeClass and NodePools for the burst: the spot and on-demand entries of the list, in its order. Plain data for GitOps files,
   * so nothing in it may be a token.
   */
  karpenterManifests(options: KarpenterOptions): KubernetesManifest[] {
    const { cluster, capacity } = this.props;
    const facts = { ...this.nodeSettings(), name: this.nodeGroupName, type: this.instanceType, clusterName: cluster.clusterName };
    const { manifests, problems } = karpenterManifests(facts, capacity, options);
    failOn(this, problems);
    return manifests;
  }

  private nodeSettings() {
    return { efaInterfaces: this.efaInterfaces, hugePages2Mi: this.hugePages2Mi, storage: this.storage };
  }

  private subnets(zone?: string): ISubnet[] {
    const { vpc, privateSubnets } = this.cluster.network;
    const { subnets } = vpc.selectSubnets(privateSubnets);
    return zone === undefined ? subnets : subnets.filter((subnet) => subnet.availabilityZone === zone);
  }

  /** EFA wants every byte from and to its own group allowed, both ways. */
  private efaSecurityGroup(): SecurityGroup {
    const group = new SecurityGroup(this, 'EfaSecurityGroup', {
      vpc: this.cluster.network.vpc,
      description: `EFA between the nodes of ${this.nodeGroupName}`,
      allowAllOutbound: false,
    });
    group.connections.allowInternally(Port.allTraffic(), 'EFA between nodes');
    return group;
  }

  private addManaged(capacity: GpuCapacity, order: number, efaSecurityGroupId: string | undefined): string {
    const { cluster } = this;
    const scope = new Construct(this, capacity.suffix);
    const name = `${this.nodeGroupName}-${capacity.suffix}`;
    const facts = { ...this.nodeSettings(), type: this.instanceType, ...cluster, efaSecurityGroupId };
    const group = new CfnNodegroup(scope, 'Resource', {
      clusterName: cluster.clusterName,
      nodegroupName: name,
      nodeRole: cluster.nodeRole.roleArn,
      subnets: this.subnets(capacity.availabilityZone).map(({ subnetId }) => subnetId),
      amiType: NodegroupAmiType.AL2023_X86_64_NVIDIA,
      capacityType: CAPACITY_TYPES[capacity.kind],
      scalingConfig: { minSize: capacity.minSize, desiredSize: capacity.desiredSize, maxSize: capacity.maxSize },
      // MINIMAL ends old nodes before it starts new ones: there is seldom a spare GPU node to surge into.
      updateConfig: { maxUnavailable: 1, updateStrategy: 'MINIMAL' },
      nodeRepairConfig: { enabled: true },
      labels: nodeLabels(this.nodeGroupName, this.instanceType, capacity, order),
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: TaintEffect.NO_SCHEDULE }],
      launchTemplate: nodeLaunchTemplate(scope, 'LaunchTemplate', {
        nodeName: `${cluster.clusterName}-${name}`,
        instanceType: this.instanceType.name,
        volumeKey: cluster.encryptionKey,
        rootVolumeGib: this.storage.rootVolumeSize.toGibibytes(),
        rootVolumeIops: this.storage.rootVolumeIops,
        rootVolumeThroughput: this.storage.rootVolumeThroughput,
        data: gpuNodeData(
          { ...facts, clusterSecurityGroupId: cluster.clusterSecurityGroupId },
          capacity,
          this.placement(scope, capacity),
        ),
      }),
    });
    group.node.addDependency(cluster.nodePrerequisites);
    return name;
  }

  /** A reservation works only in the placement group that it was made in, and a Capacity Block lies close together by itself. */
  private placement(scope: Construct, { prepaid, placementGroupName }: GpuCapacity): string | undefined {
    if (prepaid || this.efaInterfaces === 0) return placementGroupName;
    return new CfnPlacementGroup(scope, 'PlacementGroup', { strategy: 'cluster' }).ref;
  }
}

const zoneOf = (subnet: ISubnet): string => subnet.availabilityZone;
