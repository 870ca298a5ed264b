import { Token } from 'aws-cdk-lib';
import type { GpuInstanceType } from './catalogue/instance-types.ts';
import type { GpuCapacity } from './gpu-capacity.ts';
import type { GpuNodeStorage } from './gpu-node-storage.ts';
import { maxPods, nodeInterfaces } from './network-interfaces.ts';
import { nodeLabels } from './node-labels.ts';
import { nodeUserData } from './user-data.ts';

/** A Kubernetes object, as it stands in a file. */
export interface KubernetesManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: { readonly [label: string]: string } };
  readonly spec: { readonly [field: string]: unknown };
}

export interface KarpenterOptions {
  /** Release of the EKS image of Amazon Linux 2023, e.g. `v20261105`. Pinned, so that nodes change when you say so. */
  readonly amiVersion: string;
  /** Name of the role that the nodes take. */
  readonly nodeRoleName: string;
  /** Id, alias or ARN of the key of the nodes' volumes. */
  readonly kmsKeyId: string;
  /** Most GPUs in each pool. Karpenter may pass it for a moment. */
  readonly maxGpus: number;
  /** Tags of the subnets to use. @default - `karpenter.sh/discovery` with the name of the cluster */
  readonly subnetTags?: { readonly [tag: string]: string };
}

interface BurstFacts {
  readonly name: string;
  readonly clusterName: string;
  readonly type: GpuInstanceType;
  readonly efaInterfaces: number;
  readonly hugePages2Mi: number;
  readonly storage: GpuNodeStorage;
}

/** One EC2NodeClass, and a NodePool for each spot and on-demand entry; weights keep the order of the list. */
export function karpenterManifests(
  facts: BurstFacts,
  capacity: readonly GpuCapacity[],
  options: KarpenterOptions,
): { readonly manifests: KubernetesManifest[]; readonly problems: string[] } {
  const pools = capacity.map((entry, order) => ({ entry, order })).filter(({ entry }) => !entry.prepaid);
  const manifests = [
    nodeClass(facts, options),
    ...pools.map(({ entry, order }) => nodePool(facts, entry, order, options.maxGpus)),
  ];
  return { manifests, problems: burstProblems(facts, pools.length, options, manifests) };
}

function burstProblems(
  { type }: BurstFacts,
  pools: number,
  options: KarpenterOptions,
  manifests: readonly KubernetesManifest[],
): string[] {
  const { amiVersion, maxGpus } = options;
  const found: string[] = [];
  if (pools === 0) found.push('karpenterManifests: capacity has no spot or on-demand entry; add one to burst into');
  if (!/^v\d{8}$/.test(amiVersion)) found.push(`amiVersion is ${JSON.stringify(amiVersion)}; use a release like v20261105`);
  if (!Number.isInteger(maxGpus) || maxGpus < type.gpus) {
    found.push(`maxGpus is ${maxGpus}; use ${type.gpus} or more, the GPUs of one ${type.name}`);
  }
  if (Token.isUnresolved(JSON.stringify(manifests))) {
    found.push(
      'karpenterManifests holds a value known at deployment only; give clusterName, nodeRoleName, kmsKeyId and zones as plain text',
    );
  }
  return found;
}

function nodeClass(facts: BurstFacts, options: KarpenterOptions): KubernetesManifest {
  const { storage, hugePages2Mi, efaInterfaces, type, clusterName } = facts;
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: facts.name, labels: managedBy(facts.name) },
    spec: {
      amiFamily: 'AL2023',
      amiSelectorTerms: [{ alias: `al2023@${options.amiVersion}` }],
      role: options.nodeRoleName,
      subnetSelectorTerms: [{ tags: options.subnetTags ?? { 'karpenter.sh/discovery': clusterName } }],
      // EKS puts this tag on the security group that it makes for the cluster.
      securityGroupSelectorTerms: [{ tags: { 'aws:eks:cluster-name': clusterName } }],
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpProtocolIPv6: 'disabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
      },
      detailedMonitoring: true,
      // Never with several interfaces: EC2 refuses the launch.
      ...(efaInterfaces === 0 ? { associatePublicIPAddress: false } : { networkInterfaces: nodeInterfaces(efaInterfaces) }),
      ...(storage.raid0 ? { instanceStorePolicy: 'RAID0' } : {}),
      kubelet: { maxPods: maxPods(type, efaInterfaces) },
      ...(storage.raid0 || hugePages2Mi > 0 ? { userData: nodeUserData({ raid0: storage.raid0, hugePages2Mi }) } : {}),
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          rootVolume: true,
          ebs: {
            volumeType: 'gp3',
            volumeSize: `${storage.rootVolumeSize.toGibibytes()}Gi`,
            iops: storage.rootVolumeIops,
            throughput: storage.rootVolumeThroughput,
            encrypted: true,
            kmsKeyID: options.kmsKeyId,
            deleteOnTermination: true,
          },
        },
      ],
    },
  };
}

function nodePool(facts: BurstFacts, entry: GpuCapacity, order: number, maxGpus: number): KubernetesManifest {
  const { name, type } = facts;
  const requirements = [
    { key: 'node.kubernetes.io/instance-type', operator: 'In', values: [type.name] },
    { key: 'karpenter.sh/capacity-type', operator: 'In', values: [entry.kind] },
    ...(entry.availabilityZone === undefined
      ? []
      : [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [entry.availabilityZone] }]),
  ];
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: `${name}-${entry.suffix}`, labels: managedBy(name) },
    spec: {
      weight: 100 - order,
      limits: { 'nvidia.com/gpu': String(maxGpus) },
      disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '15m', budgets: [{ nodes: '1' }] },
      template: {
        metadata: { labels: nodeLabels(name, type, entry, order) },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name },
          requirements,
          taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' }],
          terminationGracePeriod: '1h',
        },
      },
    },
  };
}

const managedBy = (name: string): { readonly [label: string]: string } => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'llm-platform',
  'app.kubernetes.io/component': 'gpu-nodes',
});
