import type { UpstreamTimeouts } from '../contract/resilience.ts';
import type { RouterConfig } from '../contract/router-config.ts';
import type { AbuseStore } from './abuse/store.ts';
import type { BudgetStates } from './budgets/states.ts';
import type { CachePorts } from './cache/ports.ts';
import type { ColdStarts } from './cold-start/cold-starts.ts';
import type { Moderator, ReviewDecisions, ReviewQueue } from './guard/moderator.ts';
import type { OpinionMemory } from './guard/second-opinion/opinion.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { OverloadGate } from './overload/gate.ts';
import type { QuotaStore } from './quota/store.ts';
import type { RoutingState } from './routing/routing-state.ts';
import type { SessionStore } from './sessions/store.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { UsageReader } from './usage-report/reader.ts';
import type { Watermark } from './watermark/marker.ts';

/** Where an answer goes: Lambda's response stream, a buffer, or a test's array. */
export interface ResponseSink {
  /** Once, before the first write. */
  start(status: number, headers: Readonly<Record<string, string>>): void;
  /** False when the client reads slower than we write: wait for `drained` before the next write. */
  write(chunk: string | Uint8Array): boolean;
  /** Settles when writing makes sense again, or the client has left. */
  drained(): Promise<void>;
  /** Settles when the last byte is on its way, or the client has left. */
  end(): Promise<void>;
  /** Aborted when the client leaves before `end` is through, or with an `UpstreamFailure` as its reason when the platform stops. */
  readonly closed: AbortSignal;
}

/** One HTTP request to a model's server. */
export interface UpstreamCall {
  /** @default - POST */
  readonly method?: 'GET';
  /** Up to and including the version, e.g. `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Below the base URL, e.g. `/chat/completions`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Signed for AWS with the credentials of the process. A binary event stream then arrives as server-sent events. @default - not signed */
  readonly sign?: { readonly service: string; readonly region: string };
  /** @default - `DEFAULT_TIMEOUTS` */
  readonly timeouts?: UpstreamTimeouts;
  /** What is left of the time that all attempts have. @default - all of it */
  readonly totalMs?: number;
  /** Ends the call at once, wherever it stands. */
  readonly signal: AbortSignal;
}

/** An upstream's answer whose body has not been read. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /**
   * Hands over every chunk as it arrives and settles after the last one, or when `consume` gives back `ENOUGH`. No chunk comes while a
   * promise that `consume` gave back is open, so memory stays bounded. Call it once.
   *
   * @param said whether the chunk that was handed over last says something. Until one does the upstream is slow when it takes too long,
   *   from then on it stalls. Not asked for every chunk. @default - every chunk does
   * @throws UpstreamFailure when the body ends early
   */
  read(consume: (chunk: Buffer) => Promise<void> | undefined, said?: () => boolean): Promise<void>;
}

/** What a reader gives back that wants no more: the rest is not handed over. */
export const ENOUGH: Promise<void> = Promise.resolve();

/** By lower-case name. */
export type UpstreamHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Upstream {
  /** @throws UpstreamFailure when there is no answer, CredentialUnavailable when there are no credentials to sign with */
  send(call: UpstreamCall): Promise<UpstreamResponse>;
}

/**
 * How a call can fail without an HTTP status of its own:
 * `unreachable` no connection, or one that closed before the headers; `slow` no first token in time; `stalled` silence between two
 * chunks; `broken` the body ended early; `overdue` not through in the time that all attempts have; `cancelled` the client left;
 * `stopped` the platform does not wait any longer.
 */
export type FailureKind = 'unreachable' | 'slow' | 'stalled' | 'broken' | 'overdue' | 'cancelled' | 'stopped';

export class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Why nobody waits for an answer any more. @param closed aborted */
export const whyClosed = ({ reason }: AbortSignal): UpstreamFailure =>
  reason instanceof UpstreamFailure ? reason : new UpstreamFailure('cancelled', 'the client left');

/** Whether there is no client any more to write to. */
export const hasLeft = (closed: AbortSignal): boolean => closed.aborted && whyClosed(closed).kind === 'cancelled';

/** The platform has no credential for a call; the message says why and never shows one. */
export class CredentialUnavailable extends Error {
  override readonly name = 'CredentialUnavailable';
}

export interface Secrets {
  /** @throws Error whose message names the secret, never its value */
  read(name: string): Promise<string>;
}

export interface ConfigSource {
  /** The newest valid configuration. @throws Error when there has never been one */
  current(): Promise<RouterConfig>;
  /** Looks for a newer one when it is time to. Called after the client has its answer; never throws. */
  refresh(): Promise<void>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Settles after so long, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Everything that the router needs from outside. */
export interface RouterPorts {
  readonly config: ConfigSource;
  readonly upstream: Upstream;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  readonly usage: UsageReader;
  /** `local` stands in for `shared` while that is out of reach, for tenants that chose so. */
  readonly quota: { readonly shared: QuotaStore; readonly local: QuotaStore };
  /** @default - only the counters of the quota hold budgets */
  readonly budgets?: BudgetStates;
  readonly cache: CachePorts;
  /** @default - none: requests that name a session are refused */
  readonly sessions?: SessionStore;
  /** Judges texts. @default - none: tenants that are guarded are refused, or let through if they chose so */
  readonly moderator?: Moderator;
  /** What second opinions said lately. @default - every uncertain text is asked about anew */
  readonly opinions?: OpinionMemory;
  /** Remembers how tenants behave. @default - none: as if it were out of reach */
  readonly abuse?: AbuseStore;
  /** @default - none: what is to be reviewed is blocked */
  readonly reviews?: ReviewQueue;
  /** @default - none: what people decide changes nothing here */
  readonly decisions?: ReviewDecisions;
  /** Marks answers. @default - none: tenants whose answers are to be marked are refused, or get them unmarked if they chose so */
  readonly watermark?: Watermark;
  /** What requests to aliases learn from each other. */
  readonly routing: RoutingState;
  /** Who waits for models that sleep. */
  readonly coldStarts: ColdStarts;
  /** Keeps this process from taking on more than it can answer. @default - nothing does */
  readonly overload?: OverloadGate;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly region: string;
  /** `members` are not for people: they stand in the line beside its fields. */
  readonly log: (
    level: 'info' | 'warn' | 'error',
    message: string,
    fields: LogFields,
    members?: Readonly<Record<string, unknown>>,
  ) => void;
  readonly telemetry: Telemetry;
}
