import type { CallerContext } from '../../authorizer/contract.ts';
import type { ModelTarget } from './targets.ts';

/** Time limits of an upstream call, milliseconds. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  /** From the request's last byte to the response's headers. */
  readonly firstByteMs: number;
  /** Between two chunks of a body. */
  readonly idleMs: number;
}

/** Where the numbers of a usage row come from. */
export type UsageSource = 'provider' | 'counted' | 'estimated';

/** One row of the usage ledger: one attempt at one upstream. Never holds prompt or answer text. */
export interface UsageRow extends CallerContext {
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
  readonly provider: ModelTarget['kind'];
  /** As the upstream named it. */
  readonly providerModel: string;
  readonly status: number;
  readonly stream: boolean;
  /** True when the answer ended before the upstream said so: client gone, upstream died, stalled. */
  readonly partial: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usageSource: UsageSource;
  readonly latencyMs: number;
  /** Milliseconds to the first byte of a streamed answer. */
  readonly firstByteMs?: number;
}
