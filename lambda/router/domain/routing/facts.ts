import type { ModelTarget } from '../../contract/targets.ts';
import type { UsageRow } from '../../contract/usage.ts';
import type { OpenAiError } from '../http/openai-error.ts';
import type { BreakerPhase } from '../resilience/breaker.ts';

/**
 * The 400 that names what a model cannot be asked for, found before anything is sent; undefined when it can be asked. Servers that speak OpenAI's API
 * are sent the request as it is and judge by themselves.
 *
 * @param home the router's region
 */
export type CannotTake = (target: ModelTarget, model: string, home: string) => OpenAiError | undefined;

/** All that a decision may depend on, apart from the route itself and the state of the upstreams. */
export interface RoutingFacts {
  readonly alias: string;
  readonly operation: UsageRow['operation'];
  readonly tenant: string;
  readonly principal: string;
  readonly requestId: string;
  /** Of this router. */
  readonly region: string;
  /** Regions that may serve the tenant. @default - every region */
  readonly residency?: readonly string[];
  /** Models that this router serves. */
  readonly models: Readonly<Record<string, ModelTarget>>;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Tokens of the prompt, estimated. */
  readonly contextTokens: number;
  /** 0 to 1. */
  readonly complexity: number;
  readonly stream: boolean;
  /** Micro-dollars that prompt and longest answer would cost, by model; without those of unknown price. @default - the route asks for none */
  readonly costs?: Readonly<Record<string, number>>;
  /** Looked at for candidates whose conditions hold. @default - every model takes the request */
  readonly cannotTake?: CannotTake;
}

/** Undefined when the model's price is not known. */
export const expectedCost = ({ costs = {} }: RoutingFacts, model: string): number | undefined =>
  Object.hasOwn(costs, model) ? costs[model] : undefined;

/** What is known of a candidate's upstream at this moment. */
export interface UpstreamState {
  readonly breaker: BreakerPhase;
  /** Calls that have not ended. */
  readonly inFlight: number;
  /** Those of them that stream. */
  readonly streaming: number;
  /** Milliseconds to the first byte of a stream, a moving average. @default - not measured of late */
  readonly firstByteMs?: number;
  /** Milliseconds to the end of a whole answer, a moving average. @default - not measured of late */
  readonly wholeAnswerMs?: number;
  /** Milliseconds for which routes leave it alone. @default - they do not */
  readonly restMs?: number;
}

/** The moving parts of a decision, frozen. */
export interface RoutingSnapshot {
  /** How many requests this route had before. */
  readonly turn: number;
  /** By model name. A model that is not named has not been asked yet. */
  readonly upstreams: Readonly<Record<string, UpstreamState>>;
}

const UNUSED: UpstreamState = Object.freeze({ breaker: 'closed', inFlight: 0, streaming: 0 });

export const stateOf = ({ upstreams }: RoutingSnapshot, model: string): UpstreamState =>
  (Object.hasOwn(upstreams, model) ? upstreams[model] : undefined) ?? UNUSED;

/** Before anything was asked: what `blueprint route explain` assumes. */
export const IDLE: RoutingSnapshot = Object.freeze({ turn: 0, upstreams: Object.freeze({}) });
