import { CLIENT_GONE, type EndedRequest, requestOutcome } from './request-outcome.ts';

/** An answer that broke off after its first byte. */
export const BROKEN = 'broken';

/**
 * How a request ended, as metrics count it: its status, or 499 when its client left, `broken` when the answer broke off, and `asleep` when it was
 * refused because a model is being woken, which is no failure.
 */
export function statusLabel(request: EndedRequest): string {
  const { status = CLIENT_GONE, asleep } = request;
  const outcome = requestOutcome(request);
  if (outcome === 'left') return String(CLIENT_GONE);
  if (asleep && status >= 500) return 'asleep';
  return outcome === 'failed' && status < 400 ? BROKEN : String(status);
}
