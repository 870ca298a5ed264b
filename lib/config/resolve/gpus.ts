import { KUBERNETES_VERSIONS_AS_OF } from '../../../constructs/gpu-cluster/kubernetes-versions.ts';
import { GpuCapacity } from '../../../constructs/gpu-node-group/gpu-capacity.ts';
import type { CapacityConfig, Gp3Config, GpusConfig, NodeGroupConfig, RouterPodsConfig } from '../gpu-config.ts';
import type { PlatformData } from '../schema/platform.ts';
import { servedZone } from './served-targets.ts';
import { written } from './written.ts';

type Region = PlatformData['regions'][string];
type Gpus = NonNullable<Region['gpus']>;
type Storage = NonNullable<Gpus['nodeGroups'][string]['storage']>;
type Capacity = Gpus['nodeGroups'][string]['capacity'][number];

/** Of the nodes of a cluster of our own: files for Karpenter name it. Names of roles are the account's, in all regions. */
const nodeRoleName = (platform: string, region: string): string => `${platform}-${region}-nodes`;

/** Of the key of their volumes. */
const volumeKeyAlias = (platform: string): string => `alias/${platform}-nodes`;

/** The bucket of models of a region; undefined when its name has to be given. */
export function modelBucketOf({ name, account }: Partial<PlatformData>, region: string, gpus: Gpus): string | undefined {
  if (gpus.modelBucket !== undefined) return gpus.modelBucket;
  return account === undefined ? undefined : `${name}-models-${account}-${region}`;
}

/** What a region has GPUs for; nothing when it has none. */
export function resolveGpus(data: Partial<PlatformData>, name: string, { gpus, cidr, vpc }: Region): GpusConfig | undefined {
  if (gpus === undefined) return undefined;
  const {
    kubernetesVersion,
    asOf,
    adminRoles = [],
    addOnVersions,
    cluster,
    nodeGroups,
    publisherRole,
    domain,
    mutualTls = true,
    router,
    karpenter,
    replicateModelsTo = [],
  } = gpus;
  const own = { nodeRole: nodeRoleName(data.name ?? '', name), volumeKey: volumeKeyAlias(data.name ?? '') };
  return {
    cluster: cluster
      ? { kind: 'existing', ...cluster }
      : { kind: 'own', name: data.name ?? '', ...own, adminRoles, ...(addOnVersions && { addOnVersions }) },
    kubernetesVersion,
    asOf: asOf ?? KUBERNETES_VERSIONS_AS_OF,
    nodeGroups: Object.fromEntries(
      Object.entries(nodeGroups).map(([group, { instanceType, storage, capacity }]): [string, NodeGroupConfig] => [
        group,
        { instanceType, ...(storage && { storage: resolveStorage(storage) }), capacity: capacity.map(resolveCapacity) },
      ]),
    ),
    modelBucket: modelBucketOf(data, name, gpus) ?? '',
    publisherRole: publisherRole ?? adminRoles[0] ?? '',
    replicateModelsTo,
    zoneName: domain?.domainName ?? servedZone(data.name ?? ''),
    ...(domain && { certificateArn: domain.certificateArn }),
    mutualTls,
    ...(karpenter && {
      karpenter: {
        amiVersion: karpenter.amiVersion,
        nodeRole: cluster?.nodeRole ?? own.nodeRole,
        volumeKey: cluster?.volumeKeyArn ?? own.volumeKey,
        ...(vpc && { subnetIds: vpc.privateSubnetIds }),
      },
    }),
    ...(router && { router: resolveRouter(router, cidr ?? vpc?.cidr ?? '') }),
    callers: cidr ?? vpc?.cidr ?? '',
  };
}

const resolveStorage = ({ gib, iops = 16_000, throughputMibPerSecond = 1000 }: Storage): Gp3Config => ({
  ...{ gib, iops, throughputMibPerSecond },
});

const resolveRouter = ({ bundle, callers, drainSeconds }: NonNullable<Gpus['router']>, network: string): RouterPodsConfig => ({
  bundle,
  callers: callers ?? [network],
  drainSeconds: drainSeconds ?? 120,
});

const resolveCapacity = ({ source, desiredSize, minSize, maxSize, ...rest }: Capacity): CapacityConfig => ({
  source,
  ...written(rest),
  minSize: minSize ?? 0,
  desiredSize,
  maxSize: maxSize ?? desiredSize,
});

/** The same for the construct. What a kind needs and has not is empty, which `capacityProblems` refuses. */
export function gpuCapacity(capacity: CapacityConfig): GpuCapacity {
  const { source, reservationId = '', availabilityZone = '', startsAt = '', endsAt = '', ...rest } = capacity;
  switch (source) {
    case 'capacity-block':
      return GpuCapacity.capacityBlock({ ...rest, reservationId, availabilityZone, startsAt, endsAt });
    case 'reservation':
      return GpuCapacity.reservation({ ...rest, reservationId, availabilityZone });
    case 'spot':
      return GpuCapacity.spot(capacity);
    case 'on-demand':
      return GpuCapacity.onDemand(capacity);
  }
}
