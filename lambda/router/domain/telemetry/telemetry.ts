import type { ApartObservation, Observation } from './observation.ts';

/** A request whose operation is known, as it begins. */
export interface Begun {
  readonly requestId: string;
  readonly endpoint: string;
}

/** Who is told of requests. Never throws; what cannot be delivered costs no request. */
export interface Telemetry {
  /** @default - not told of beginnings */
  readonly started?: (begun: Begun) => void;
  /** Told of a release that sleeps and of how many requests want it, once, and twice a minute while they wait. @default - not told */
  readonly asleep?: (release: string, waiting: number) => void;
  /** Members that the request's log line carries besides its fields. @default - none */
  readonly lineMembers?: (observation: Observation) => Readonly<Record<string, unknown>>;
  /** The same for the line of a call that was not for the request's answer. @default - none */
  readonly apartMembers?: (call: ApartObservation) => Readonly<Record<string, unknown>>;
  /** Told of every finished request, after the client has its answer. @default - not told */
  readonly finished?: (observation: Observation) => void;
  /** Settles when what is told so far is delivered, or after a second. @default - nothing to wait for */
  readonly flush?: () => Promise<void>;
  /** Share of the traces that begin here which are sampled, 0 to 1. @default - traces are not recorded */
  readonly traceRatio?: number;
}
