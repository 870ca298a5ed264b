import { OpenAiError } from '../http/openai-error.ts';
import type { Attempt } from '../usage.ts';

/** Another upstream may well answer what this one did not: it is down, too slow, overloaded, or refuses the platform's credential. */
export const isWorthAnotherUpstream = (error: unknown): error is OpenAiError =>
  error instanceof OpenAiError && (error.status >= 500 || error.status === 429 || error.status === 408);

/**
 * What a call says of its upstream. A refusal of the client's making shows that the upstream works; a client that left, or a request that was
 * refused before it was sent, shows nothing.
 *
 * @param error what the call threw; undefined when an answer was sent, whole or in part
 * @param last the call's last attempt; undefined when nothing was sent to the upstream
 */
export function outcomeOf(error: unknown, last: Attempt | undefined, clientGone: boolean): 'success' | 'failure' | 'abandoned' {
  if (error === undefined && last?.failure === undefined) return 'success';
  if (clientGone || (error !== undefined && !(error instanceof OpenAiError))) return 'abandoned';
  if (error === undefined || isWorthAnotherUpstream(error)) return 'failure';
  return last === undefined ? 'abandoned' : 'success';
}
