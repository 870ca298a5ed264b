import type { Observation } from './observation.ts';

/**
 * What came of a request, for who sent it: `refused` for what it was, asked or became too much of; `failed` without an answer, or with one that
 * broke off; `left` when its client did not wait for the end.
 */
export type RequestOutcome = 'success' | 'refused' | 'failed' | 'left';

/** What of a request says how it ended. */
export type EndedRequest = Pick<Observation, 'status' | 'asleep' | 'attempts' | 'left' | 'cutOff' | 'moderation'>;

/** nginx's status for a client that left. */
export const CLIENT_GONE = 499;

/** Metrics, the local page and traces all count by this. */
export function requestOutcome(request: EndedRequest): RequestOutcome {
  const { status = CLIENT_GONE, asleep } = request;
  if (status === CLIENT_GONE) return 'left';
  if (status >= 500) return asleep ? 'refused' : 'failed';
  return status >= 400 ? 'refused' : outcomeOfAnswer(request);
}

/** Once an answer has begun, its status says nothing of how it ended. */
function outcomeOfAnswer({ attempts, left, cutOff, moderation }: EndedRequest): RequestOutcome {
  if (cutOff) return 'failed';
  const last = attempts.findLast(({ aside }) => !aside);
  // What failed before it was heard of has made place for another answer.
  if (last === undefined || !last.partial || last.status >= 400) return 'success';
  if (last.outcome !== 'cancelled') return 'failed';
  if (left) return 'left';
  // A filter ended the call.
  return moderation?.sides.some(({ side, action }) => side === 'output' && (action === 'block' || action === 'review'))
    ? 'refused'
    : 'failed';
}
