import type { CallerContext } from '../../authorizer/contract.ts';
import type { Charge } from '../contract/prices.ts';
import type { ModelTarget } from '../contract/targets.ts';
import type { UsageRow, UsageSource } from '../contract/usage.ts';
import type { PricedTokens } from './prices/cost.ts';

/** Tokens of one attempt and how we know them. */
export interface Usage extends PricedTokens {
  readonly usageSource: UsageSource;
}

/** What stays the same over all attempts of a request. */
export interface UsageSubject {
  readonly caller: CallerContext;
  readonly requestId: string;
  readonly region: string;
  readonly operation: UsageRow['operation'];
  readonly model: string;
  readonly provider: ModelTarget['kind'];
  readonly stream: boolean;
}

/** One try at one upstream, as it ended. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  /** Whom it asked. @default - the subject's */
  readonly provider?: ModelTarget['kind'];
  /** The configured model that was asked. @default - the subject's */
  readonly model?: string;
  /** `host:port` that was asked. @default - none, or one that AWS picks */
  readonly server?: string;
  /** The attempt's span in a trace. @default - the request belongs to no trace */
  readonly spanId?: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** When the first token of a stream went on, epoch milliseconds. @default - there was none */
  readonly firstByteAt?: number;
  readonly status: number;
  readonly partial: boolean;
  readonly providerModel: string;
  readonly usage: Usage;
  /** What it cost. @default - the model's price is not known */
  readonly charge?: Charge;
  /** For operators: why it failed, e.g. `unreachable: ECONNREFUSED`. */
  readonly failure?: string;
  /** Was for a second opinion, not for the answer. @default - for the answer */
  readonly aside?: true;
  /** The platform asked on its own, for something that is not the answer: the row and the sums of this, not of the subject. */
  readonly apart?: Apart;
}

/** What a call that stands for itself asked, and under which name it is on the ledger. */
export type Apart = Pick<UsageSubject, 'requestId' | 'operation' | 'model' | 'stream'>;

/** Attempts of a request are counted without those that stand for themselves, and these by themselves. */
export const numberOfNext = (attempts: readonly Attempt[], apart?: Apart): number =>
  1 + attempts.filter((attempt) => attempt.apart?.requestId === apart?.requestId).length;

export const NO_USAGE: Usage = { inputTokens: 0, outputTokens: 0, usageSource: 'counted' };

export function usageRow(subject: UsageSubject, attempt: Attempt): UsageRow {
  const { caller, ...rest } = { ...subject, ...attempt.apart };
  const {
    number,
    provider,
    model = rest.model,
    startedAt,
    endedAt,
    firstByteAt,
    status,
    partial,
    providerModel,
    usage,
    charge,
  } = attempt;
  return Object.freeze({
    ...caller,
    ...rest,
    ...(provider && { provider }),
    ...(model !== rest.model && { candidate: model }),
    attempt: number,
    at: new Date(startedAt).toISOString(),
    providerModel,
    status,
    partial,
    ...usage,
    ...charge,
    latencyMs: Math.round(endedAt - startedAt),
    ...(firstByteAt !== undefined && { firstByteMs: Math.round(firstByteAt - startedAt) }),
  });
}

/** Four bytes a token: on the safe side for English, close for Chinese. */
export const estimatedTokens = (bytes: number): number => Math.ceil(Math.max(0, bytes) / 4);

/**
 * Tokens of a stream that did not report them. Most servers send one token an event; those that send more show it in the bytes beyond
 * the wrapping that each event has.
 *
 * @param events with data, among them one that opens the answer and, when whole, two that close it
 */
export function estimatedStreamTokens(events: number, bytes: number, firstEventBytes: number, whole: boolean): number {
  return Math.max(0, events - (whole ? 3 : 1), estimatedTokens(bytes - events * firstEventBytes));
}

/** No request has more tokens; a server that says so is mistaken, and what it did is estimated. */
const MOST_TOKENS = 100_000_000;

export const isTokenCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS;
