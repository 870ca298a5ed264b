/** What limits count. `requests`, `tokens` and `microDollars` are spent within a window; `concurrency` is held while a request runs. */
export type Measure = 'requests' | 'tokens' | 'microDollars' | 'concurrency';

/** Whole numbers, not negative. */
export type Amounts = Readonly<Record<Measure, number>>;

/** One limit on one counter. */
export interface QuotaLimit {
  /** Names the counter within the partition: scope and limit. May hold text of the client's, of any length: stores keep a hash of what is long or leaves the process. */
  readonly key: string;
  readonly measure: Measure;
  readonly limit: number;
  /** Milliseconds over which the measure is summed up. @default - none: what is held now counts */
  readonly windowMs?: number;
  /** Who makes as many counters like this one as it likes, by naming users and sessions. @default - nobody does */
  readonly claimedBy?: string;
}

/** What a request is about to use, against every limit that it is under. */
export interface Reservation {
  /** Unique for each request. */
  readonly id: string;
  /** The tenant, or its organisation: counters of one partition live on one node of a cluster. */
  readonly partition: string;
  readonly limits: readonly QuotaLimit[];
  readonly amounts: Amounts;
  /** Milliseconds after which an unsettled reservation is given back: whoever made it has died. */
  readonly leaseMs: number;
}

export type QuotaAnswer = Granted | Refused;

export interface Granted {
  readonly granted: true;
  /** What each limit's counter holds now, in the order of the limits, this reservation included. */
  readonly used: readonly number[];
}

export interface Refused {
  readonly granted: false;
  /** The same, without this reservation. */
  readonly used: readonly number[];
  /** Which limit refused, as an index; of several the one that takes longest. */
  readonly refusedBy: number;
  /** Milliseconds until there is room, or until it is worth asking again. @default - never: the amount is above the limit */
  readonly retryAfterMs?: number;
}

/** Counts what tenants use. Passes the same contract test whether embedded or shared. */
export interface QuotaStore {
  /**
   * Takes everything that the reservation asks for, from every limit, or nothing: one atomic step. Asked again for a reservation that it
   * granted and that is not settled, it takes nothing more.
   *
   * @throws Error when the store cannot be reached in time
   */
  reserve(reservation: Reservation): Promise<QuotaAnswer>;
  /**
   * Corrects a reservation to what was really used. Once settled, or given back because its lease ran out, further calls change nothing.
   *
   * @throws Error when the store cannot be reached in time
   */
  settle(reservation: Reservation, actual: Amounts): Promise<void>;
}

/** What has been reserved for a request, and where. */
export interface Reserved {
  readonly store: QuotaStore;
  readonly reservation: Reservation;
}
