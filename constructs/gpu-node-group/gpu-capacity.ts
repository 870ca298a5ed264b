/** Sizes of one source of nodes. */
export interface GpuPoolOptions {
  /** @default 0 */
  readonly minSize?: number;
  /** Nodes after the first deployment. @default - minSize */
  readonly desiredSize?: number;
  readonly maxSize: number;
  /** Needed for nodes with EFA, which share a placement group. @default - every zone of the cluster */
  readonly availabilityZone?: string;
}

export interface CapacityReservationOptions extends GpuPoolOptions {
  /** e.g. `cr-0123456789abcdef0` */
  readonly reservationId: string;
  /** The zone of the reservation. */
  readonly availabilityZone: string;
  /** The cluster placement group that the reservation was made in. @default - none */
  readonly placementGroupName?: string;
}

export interface CapacityBlockOptions extends GpuPoolOptions {
  /** e.g. `cr-0123456789abcdef0` */
  readonly reservationId: string;
  /** The zone of the block. */
  readonly availabilityZone: string;
  /** ISO 8601, e.g. `2027-01-10T11:30:00Z`. */
  readonly startsAt: string;
  /** ISO 8601. EC2 begins to end the nodes 30 minutes earlier. */
  readonly endsAt: string;
}

interface CapacityFacts extends GpuPoolOptions {
  readonly reservationId?: string;
  readonly placementGroupName?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** Where GPU nodes come from. A node group takes a list of these, the first choice first. */
export class GpuCapacity {
  /** A Capacity Block for ML: paid for in advance, from one date to another. */
  static capacityBlock(options: CapacityBlockOptions): GpuCapacity {
    return new GpuCapacity('capacity-block', options);
  }

  /** An on-demand capacity reservation: paid for whether used or not. */
  static reservation(options: CapacityReservationOptions): GpuCapacity {
    return new GpuCapacity('reservation', options);
  }

  /** Spare capacity, taken back with two minutes' notice. */
  static spot(options: GpuPoolOptions): GpuCapacity {
    return new GpuCapacity('spot', options);
  }

  static onDemand(options: GpuPoolOptions): GpuCapacity {
    return new GpuCapacity('on-demand', options);
  }

  readonly kind: 'capacity-block' | 'reservation' | 'spot' | 'on-demand';
  readonly minSize: number;
  readonly desiredSize: number;
  readonly maxSize: number;
  readonly availabilityZone?: string;
  readonly reservationId?: string;
  readonly placementGroupName?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;

  private constructor(kind: GpuCapacity['kind'], facts: CapacityFacts) {
    this.kind = kind;
    this.minSize = facts.minSize ?? 0;
    this.desiredSize = facts.desiredSize ?? this.minSize;
    this.maxSize = facts.maxSize;
    this.availabilityZone = facts.availabilityZone;
    this.reservationId = facts.reservationId;
    this.placementGroupName = facts.placementGroupName;
    this.startsAt = facts.startsAt;
    this.endsAt = facts.endsAt;
  }

  /** What tells this source from others of its group, whatever its place in the list, e.g. `spot-us-east-1a`. */
  get suffix(): string {
    return [this.kind, this.reservationId ?? this.availabilityZone].filter((part) => part !== undefined).join('-');
  }

  /** Paid for whether used or not. */
  get prepaid(): boolean {
    return this.reservationId !== undefined;
  }
}
