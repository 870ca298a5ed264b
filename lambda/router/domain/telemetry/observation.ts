import type { AbuseAction } from '../../contract/abuse.ts';
import type { BudgetAction } from '../../contract/budgets.ts';
import type { UsageRow, UsageSource } from '../../contract/usage.ts';
import type { AbuseScope } from '../abuse/store.ts';
import type { Moderated } from '../guard/moderated.ts';
import type { OpinionOutcome } from '../guard/second-opinion/opinion.ts';
import type { Scope } from '../quota/limits.ts';
import type { Measure } from '../quota/store.ts';
import type { TraceContext } from './trace-context.ts';

/**
 * All that may be told of a finished request: log line, metrics, traces and the local page are made from this value and nothing else.
 * Holds no prompt or answer, no key, and nobody's id but those of tenants and API keys. Times are epoch milliseconds.
 */
export interface Observation {
  readonly requestId: string;
  readonly startedAt: number;
  /** When the last byte was on its way. */
  readonly endedAt: number;
  readonly region: string;
  /** Method and path as in the contract, e.g. `POST /v1/chat/completions`. @default - no such route */
  readonly endpoint?: string;
  /** 499 when the client left before there was one. @default - nothing was sent */
  readonly status?: number;
  /** True when the client left before it had the last byte. @default - it stayed */
  readonly left?: true;
  /** @default - no authorizer spoke */
  readonly tenant?: string;
  /** The public part of the API key. @default - the caller came with a token, whose subject may be a person */
  readonly keyId?: string;
  /** @default - no model was asked: refused before, or another kind of request */
  readonly operation?: UsageRow['operation'];
  /** As the client named it; of a model or alias that exists. @default - no model was asked */
  readonly model?: string;
  /** True when only the entry `*` takes the model's name: the client made it up. */
  readonly catchAll: boolean;
  readonly stream: boolean;
  /** Which candidate of an alias was asked last, and why. @default - the model is no alias */
  readonly route?: { readonly alias: string; readonly candidate: string; readonly why: string };
  readonly attempts: readonly AttemptObservation[];
  /** Calls on the way that were not for the answer and stand for themselves; nothing of them is in the sums. @default - there were none */
  readonly apart?: readonly ApartObservation[];
  /** When the first token of a streamed answer went to the client. @default - there was none: an error, a whole answer, one that broke before it */
  readonly firstByteAt?: number;
  /** Over all attempts. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the last attempt that was for the answer. */
  readonly usageSource?: UsageSource;
  /** Over all attempts. @default - no attempt has a known price */
  readonly costMicroDollars?: number;
  /** Milliseconds for which models were waited for that slept. @default - none was */
  readonly coldStartMs?: number;
  /** True when it was refused because a model sleeps and has time left to wake. @default - it was not */
  readonly asleep?: true;
  /** True when it read another request's answer along, which broke off. @default - it did not */
  readonly cutOff?: true;
  /** What the response cache had to do with the answer. @default - the tenant has no cache, or the request was refused before */
  readonly cache?: 'hit' | 'semantic' | 'stale' | 'miss' | 'bypass';
  /** Of the answer, when it came from the cache. */
  readonly cacheAgeSeconds?: number;
  /** Turns that its session had before. @default - the request belongs to no session */
  readonly sessionTurns?: number;
  /** Tokens that the prompt lost on its way to the model, estimated. @default - prompts of this model are not made smaller */
  readonly promptTokensSaved?: number;
  /** What came of the request's and the answer's texts, and why. @default - nothing did, or they are not judged */
  readonly moderation?: Moderated;
  /** What second opinions on them came to, the one that matters most. @default - nobody was asked */
  readonly secondOpinion?: OpinionOutcome;
  /** What came of how the tenant or its key behaves. @default - nothing did */
  readonly abuse?: { readonly action: AbuseAction; readonly scope: AbuseScope };
  /** What budgets made of it, and which model it had asked for instead of `model`. @default - nothing */
  readonly budget?: { readonly action: BudgetAction; readonly askedModel?: string };
  /** @default - no limit refused it */
  readonly quotaRefusal?: { readonly measure: Measure; readonly scope: Scope };
  /** @default - the request belongs to no trace */
  readonly trace?: TraceContext;
  /** Parts of its way, in the order in which they ended. @default - the request is not traced */
  readonly steps?: readonly Step[];
  /** Usage rows that could not be stored. */
  readonly rowsLost: number;
}

/** The last attempt that was for the answer; when there is none, the last. */
export const lastOf = <T extends { readonly aside?: true }>(attempts: readonly T[]): T | undefined =>
  attempts.findLast(({ aside }) => !aside) ?? attempts.at(-1);

/** One try at one upstream. */
export interface AttemptObservation {
  /** The configured model that was asked. */
  readonly model: string;
  readonly provider: UsageRow['provider'];
  /** As the upstream named it. */
  readonly providerModel: string;
  /** `host:port`. @default - the model runs in this process, or AWS picks the host */
  readonly server?: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly firstByteAt?: number;
  readonly status: number;
  readonly partial: boolean;
  /** `success`, `cancelled`, how it failed, or the status of a refusal: few values. */
  readonly outcome: string;
  /** For operators: why it failed. */
  readonly failure?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Was for a second opinion, not for the answer. */
  readonly aside?: true;
  readonly spanId?: string;
}

/** A call that was not for the answer: what it takes is told of its own model. */
export interface ApartObservation extends AttemptObservation {
  readonly operation: UsageRow['operation'];
  /** @default - its model has no known price */
  readonly costMicroDollars?: number;
}

/** Parts of a request's way that its trace shows, besides calls to upstreams. */
export type StepName = 'authorize' | 'session' | 'guard' | 'quota' | 'cache';

/** A part of the way that is over. Times are epoch milliseconds. */
export interface Step {
  readonly name: StepName;
  readonly spanId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether it failed for reasons of the platform; a refusal is none. */
  readonly failed: boolean;
}
