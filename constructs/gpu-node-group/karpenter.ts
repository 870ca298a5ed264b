import { Token } from 'aws-cdk-lib';
import type { GpuCapacity } from './gpu-capacity.ts';
import { type Burst, type BurstFacts, burstOf, type KarpenterOptions, type KubernetesManifest } from './karpenter-options.ts';
import { maxPods, nodeInterfaces } from './network-interfaces.ts';
import { nodeLabels } from './node-labels.ts';
import { nodeUserData } from './user-data.ts';

/** One EC2NodeClass, and a NodePool for each entry that Karpenter starts nodes of; weights keep the order of the list. */
export function karpenterManifests(
  facts: BurstFacts,
  capacity: readonly GpuCapacity[],
  options: KarpenterOptions,
): { readonly manifests: KubernetesManifest[]; readonly problems: string[] } {
  const pools = burstOf(facts, capacity, options);
  const manifests = [nodeClass(facts, options, pools), ...pools.map((pool) => nodePool(facts, pool))];
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
  if (pools === 0)
    found.push(
      'karpenterManifests: capacity has no spot or on-demand entry with a maxSize above its desiredSize; add one to burst into',
    );
  if (!/^v\d{8}$/.test(amiVersion)) found.push(`amiVersion is ${JSON.stringify(amiVersion)}; use a release like v20261105`);
  if (maxGpus !== undefined && (!Number.isInteger(maxGpus) || maxGpus < type.gpus)) {
    found.push(`maxGpus is ${maxGpus}; use ${type.gpus} or more, the GPUs of one ${type.name}`);
  }
  if (Token.isUnresolved(JSON.stringify(manifests))) {
    found.push(
      'karpenterManifests holds a value known at deployment only; give clusterName, nodeRoleName, kmsKeyId and zones as plain text',
    );
  }
  return found;
}

function nodeClass(facts: BurstFacts, options: KarpenterOptions, pools: readonly Burst[]): KubernetesManifest {
  const reserved = pools.flatMap(({ entry: { reservationId } }) => reservationId ?? []);
  const { storage, hugePages2Mi, efaInterfaces, type, clusterName } = facts;
  return {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: facts.name, labels: managedBy(facts.name) },
    spec: {
      amiFamily: 'AL2023',
      amiSelectorTerms: [{ alias: `al2023@${options.amiVersion}` }],
      role: options.nodeRoleName,
      subnetSelectorTerms: options.subnetIds?.map((id) => ({ id })) ?? [
        { tags: options.subnetTags ?? { 'karpenter.sh/discovery': clusterName } },
      ],
      // EKS puts this tag on the security group that it makes for the cluster.
      securityGroupSelectorTerms: [{ tags: { 'aws:eks:cluster-name': clusterName } }],
      ...(reserved.length > 0 ? { capacityReservationSelectorTerms: reserved.map((id) => ({ id })) } : {}),
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

function nodePool(facts: BurstFacts, { entry, order, gpus }: Burst): KubernetesManifest {
  const { name, type } = facts;
  const requirements = [
    { key: 'node.kubernetes.io/instance-type', operator: 'In', values: [type.name] },
    { key: 'karpenter.sh/capacity-type', operator: 'In', values: [entry.prepaid ? 'reserved' : entry.kind] },
    ...(entry.reservationId === undefined
      ? []
      : [{ key: 'karpenter.k8s.aws/capacity-reservation-id', operator: 'In', values: [entry.reservationId] }]),
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
      limits: { 'nvidia.com/gpu': String(gpus) },
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
