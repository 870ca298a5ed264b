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
  /** The private zone in which each release has a name. */
  readonly zoneName: string;
  /** For the names in the zone. @default - none: plain HTTP inside the VPC */
  readonly certificateArn?: string;
  /** IPv4 block of the subnets from which models are called. */
  readonly callers: string;
}

export interface OwnCluster {
  readonly kind: 'own';
  readonly name: string;
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
  /** The first choice first. */
  readonly capacity: readonly CapacityConfig[];
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
