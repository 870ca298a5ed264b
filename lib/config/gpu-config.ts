/** What a region has GPUs for: a Kubernetes cluster, and nodes of some types in it. */
export interface GpusConfig {
  readonly cluster: OwnCluster | ExistingCluster;
  /** Minor version, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** ISO 8601 date on which the version must be in support, and before which no Capacity Block may have ended. */
  readonly asOf: string;
  /** By the name that models refer to. One or more. */
  readonly nodeGroups: Readonly<Record<string, NodeGroupConfig>>;
  /** Name of the bucket of the region's models. */
  readonly modelBucket: string;
  /** Name of the role that may push models. */
  readonly publisherRole: string;
  /** Regions whose buckets of models get every object of this one. */
  readonly replicateModelsTo: readonly string[];
  /** The private zone in which each release has a name. */
  readonly zoneName: string;
  /** For the names in the zone. @default - none: plain HTTP inside the VPC */
  readonly certificateArn?: string;
  /** Whether pods of models are called by TLS alone, and by routers in the cluster with certificates of both sides. */
  readonly mutualTls: boolean;
  /** Karpenter's nodes between desiredSize and maxSize. @default - none: nodes are those of the managed groups */
  readonly karpenter?: KarpenterConfig;
  /** Routers as pods, beside the function. @default - none */
  readonly router?: RouterPodsConfig;
  /** IPv4 block of the subnets from which models are called. */
  readonly callers: string;
}

/** What Karpenter's objects say, in a cluster where it is installed. */
export interface KarpenterConfig {
  /** Release of the EKS image of Amazon Linux 2023, e.g. `v20261105`. */
  readonly amiVersion: string;
  /** Name of the role of the nodes. */
  readonly nodeRole: string;
  /** Alias or ARN of the key of their volumes. */
  readonly volumeKey: string;
  /** @default - those of the network of our own, by its tags */
  readonly subnetIds?: readonly string[];
}

/** The router in the cluster. */
export interface RouterPodsConfig {
  /** What `blueprint pack` wrote, in a bucket of the region. */
  readonly bundle: { readonly bucket: string; readonly key: string; readonly sha256: string };
  /** IPv4 blocks of who may call. */
  readonly callers: readonly string[];
  /** For streams under way when a pod is told to stop. */
  readonly drainSeconds: number;
}

export interface OwnCluster {
  readonly kind: 'own';
  readonly name: string;
  /** Name that the role of its nodes gets. A change would replace the role, and with it every group of nodes. */
  readonly nodeRole: string;
  /** Alias that the key of their volumes gets. */
  readonly volumeKey: string;
  /** Names of IAM roles. */
  readonly adminRoles: readonly string[];
  /** @default - those known for the version of Kubernetes */
  readonly addOnVersions?: Readonly<Record<string, string>>;
}

export interface ExistingCluster {
  readonly kind: 'existing';
  readonly name: string;
  readonly securityGroupId: string;
  /** Name of the role of its nodes. */
  readonly nodeRole: string;
  readonly volumeKeyArn: string;
}

export interface NodeGroupConfig {
  readonly instanceType: string;
  /** One gp3 volume for images and files of pods. @default - the NVMe disks of the instance */
  readonly storage?: Gp3Config;
  /** The first choice first. */
  readonly capacity: readonly CapacityConfig[];
}

export interface Gp3Config {
  readonly gib: number;
  readonly iops: number;
  readonly throughputMibPerSecond: number;
}

export interface CapacityConfig {
  readonly source: 'capacity-block' | 'reservation' | 'spot' | 'on-demand';
  readonly minSize: number;
  readonly desiredSize: number;
  readonly maxSize: number;
  readonly availabilityZone?: string;
  readonly reservationId?: string;
  readonly placementGroupName?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
}
