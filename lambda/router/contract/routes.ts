/** The ways to put the candidates of a route in order. The first is tried first, the others when it fails. */
export const ROUTE_STRATEGIES = [
  'priority',
  'weighted',
  'round-robin',
  'least-in-flight',
  'lowest-latency',
  'lowest-cost',
] as const;
export type RouteStrategy = (typeof ROUTE_STRATEGIES)[number];

/** Days as they are written in time windows, in the order of `Date.getUTCDay`, as English clocks abbreviate them. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Two times of day, e.g. `08:00-18:00` or, over midnight, `22:00-06:00`. */
export const HOURS_PATTERN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** From `min` to `max`, both included. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

/** A weekly window, by the clocks of a zone. One that runs over midnight belongs to the day on which it begins. */
export interface TimeWindow {
  /** @default - every day */
  readonly days?: readonly Weekday[];
  /** From the first minute to before the second. @default - all day */
  readonly hours?: string;
  /** IANA name, e.g. `Europe/Berlin`. @default - UTC */
  readonly zone?: string;
}

/** What must hold for a candidate to be asked. Every condition that is there counts. */
export interface CandidateConditions {
  readonly tenants?: readonly string[];
  readonly regions?: readonly string[];
  /** One of them. */
  readonly time?: readonly TimeWindow[];
  /** Tokens of the prompt, estimated. */
  readonly contextTokens?: Bounds;
  /** Score of the prompt, 0 to 1; docs/routing.md says how it is made up. */
  readonly complexity?: Bounds;
  /** True for streams only, false for whole answers only. */
  readonly stream?: boolean;
  /** What the prompt and its longest answer may cost, estimated. A model without a known price is not asked. Above 0. */
  readonly maxMicroDollars?: number;
}

/** One of the models behind an alias. */
export interface RouteCandidate {
  /** A configured model. */
  readonly model: string;
  /** Share of the requests, in proportion to the other weights. @default - no share: a fallback */
  readonly weight?: number;
  /** @default - asked for everything */
  readonly when?: CandidateConditions;
}

/** An alias that stands for several models. */
export interface ModelRoute {
  readonly strategy: RouteStrategy;
  /** What a weighted split is drawn for: each request anew, or each caller for good. */
  readonly splitBy: 'request' | 'principal';
  /** In order; each model once. */
  readonly candidates: readonly RouteCandidate[];
  /** The text to answer with when no candidate can. @default - 503 */
  readonly defaultAnswer?: string;
}
