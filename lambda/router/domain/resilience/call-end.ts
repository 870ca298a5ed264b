import { isAsleep } from '../cold-start/asleep.ts';
import { OpenAiError } from '../http/openai-error.ts';
import { askedMs } from '../upstream/retry.ts';
import type { Attempt } from '../usage.ts';

/** Another upstream may well answer what this one did not: it is down, too slow, overloaded, or its operators must put something right. */
export const isWorthAnotherUpstream = (error: unknown): error is OpenAiError =>
  error instanceof OpenAiError && (error.status >= 500 || error.status === 429 || error.status === 408);

/** The prompt does not fit into this model's context, as upstreams say it: another model's may be larger. */
export const isTooLong = ({ status, message, body }: OpenAiError): boolean =>
  status === 400 && (body.error.code === 'context_length_exceeded' || TOO_LONG.test(message));

/** Of vLLM and OpenAI, of others, and of Anthropic and Bedrock. */
const TOO_LONG = /maximum context length|context window|\b(prompt|input) is too long/i;

/** The upstream works, and the operator has something to put right: its credential, its account, the name of the model. */
const OPERATORS: ReadonlySet<string | null> = new Set(['upstream_credential_refused', 'upstream_misconfigured']);

/**
 * The upstream is down or too slow. A limit of its rate, or what its operators must put right, is no outage: who has no other upstream should be told
 * so, and not be kept waiting behind a breaker that others share.
 */
export const isOutage = (error: unknown): boolean =>
  isWorthAnotherUpstream(error) && error.status !== 429 && !OPERATORS.has(error.body.error.code);

/**
 * What a call says of its upstream. A refusal of the client's making shows that the upstream works; a client that left, a request that was
 * refused before it was sent, or a model that sleeps as it should, shows nothing.
 *
 * @param error what the call threw; undefined when an answer was sent, whole or in part
 * @param last the call's last attempt; undefined when nothing was sent to the upstream
 */
export function outcomeOf(error: unknown, last: Attempt | undefined, clientGone: boolean): 'success' | 'failure' | 'abandoned' {
  if (error === undefined && last?.failure === undefined) return 'success';
  if (clientGone || isAsleep(error) || (error !== undefined && !(error instanceof OpenAiError))) return 'abandoned';
  // Who talked until the time was over was not down.
  if (error === undefined) return last?.failure?.startsWith('overdue') ? 'abandoned' : 'failure';
  if (isOutage(error)) return 'failure';
  return last === undefined || isWorthAnotherUpstream(error) ? 'abandoned' : 'success';
}

/** Who asks for more is asked again after a minute: it may have thought better of it. */
const LONGEST_REST_MS = 60_000;

const OVERLOADED: ReadonlySet<number> = new Set([429, 503, 529]);

/** What operators must put right is looked at again after as long as the first pause of a breaker. */
const REST_OF_OPERATORS_MS = 10_000;
/** Of who says that it is asked too often, and not when to come back. */
const REST_UNSAID_MS = 1_000;

/**
 * Milliseconds for which routes leave the upstream alone, a minute at most: as it asked, or because it would refuse again; 0 for no reason
 * to.
 */
export function restAfter(error: unknown, last: Attempt | undefined, nowMs: number): number {
  // A model that sleeps, and a platform that stops, say when to come back too.
  if (!(error instanceof OpenAiError) || !last?.failure?.startsWith('status ')) return 0;
  if (OPERATORS.has(error.body.error.code)) return REST_OF_OPERATORS_MS;
  if (!OVERLOADED.has(error.status)) return 0;
  return Math.min(LONGEST_REST_MS, askedMs(error.headers, nowMs) ?? (error.status === 429 ? REST_UNSAID_MS : 0));
}

/** Whether the request itself may be why its upstream failed: it took too long over it, broke off, or had an error that it cannot name. */
export function mayBeTheRequest(error: unknown): boolean {
  if (!(error instanceof OpenAiError)) return true;
  const { status, body } = error;
  return status === 500 || status === 504 || status === 408 || body.error.code === 'upstream_interrupted';
}
