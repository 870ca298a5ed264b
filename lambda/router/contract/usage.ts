import type { CallerContext } from '../../authorizer/contract.ts';
import type { Charge } from './prices.ts';
import type { ModelTarget } from './targets.ts';

/** Where the numbers of a usage row come from. */
export type UsageSource = 'provider' | 'counted' | 'estimated';

/** Seconds after which whoever began an attempt and did not settle it has died: more than any request lasts, and as long as SQS can hold a message back. */
export const ABANDONED_AFTER_SECONDS = 900;

/**
 * One row of the usage ledger: one attempt at one upstream. Never holds prompt or answer text. The members of `Charge` are there when the
 * model's price was known.
 */
export interface UsageRow extends CallerContext, Partial<Charge> {
  readonly requestId: string;
  /** 1 for the first upstream tried for this request. */
  readonly attempt: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly region: string;
  /** OpenAI's name of the operation, e.g. `chat.completions`. */
  readonly operation: 'chat.completions' | 'embeddings';
  /** As the client named it. */
  readonly model: string;
  /** The configured model that was asked. @default - `model`: it is no alias */
  readonly candidate?: string;
  readonly provider: ModelTarget['kind'];
  /** As the upstream named it. */
  readonly providerModel: string;
  /** 0 for an abandoned attempt: nobody knows. */
  readonly status: number;
  readonly stream: boolean;
  /** True when the answer ended before the upstream said so: client gone, upstream died, stalled. */
  readonly partial: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input, read from the provider's prompt cache. @default - not reported */
  readonly cachedInputTokens?: number;
  /** Of the input, written to the provider's prompt cache. @default - not reported */
  readonly cacheWriteTokens?: number;
  /** Of those written to the cache, for an hour. @default - none, or not reported */
  readonly cacheWrite1hTokens?: number;
  /** Of the output, thought before the answer. @default - not reported */
  readonly reasoningTokens?: number;
  readonly usageSource: UsageSource;
  /** The router began the attempt and died before it could settle it: the row holds what was expected. A settled row replaces it. @default - settled */
  readonly abandoned?: true;
  readonly latencyMs: number;
  /** Milliseconds to the first token of a streamed answer. */
  readonly firstByteMs?: number;
}
