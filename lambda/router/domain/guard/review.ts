import type { ReviewCase } from '../../contract/moderation.ts';
import type { Guard } from './guard.ts';
import type { Judgement } from './moderator.ts';
import type { Verdict } from './verdict.ts';

/** What a person needs to decide on a text. */
export function caseOf(
  { exchange, caller, settings }: Guard,
  side: ReviewCase['side'],
  text: string,
  { scores, hits }: Judgement,
  { categories }: Verdict,
): ReviewCase {
  const { ports, requestId } = exchange;
  return {
    id: ports.newId(),
    at: ports.clock.now(),
    requestId,
    tenant: caller.tenant,
    principal: caller.principal,
    side,
    text,
    categories,
    scores: Object.fromEntries(categories.map((category) => [category, scores[category]])),
    hits: hits.map(({ start, end, category, type }) => ({ start, end, category, type })),
    policy: Object.fromEntries(categories.map((category) => [category, settings[side]?.[category] ?? {}])),
  };
}

/** Where nobody can look at texts, what would be held is blocked, and the log says so. */
export function asDecidedHere({ exchange, caller }: Guard, verdict: Verdict): Verdict {
  const { ports, requestId } = exchange;
  if (verdict.action !== 'review' || ports.reviews !== undefined) return verdict;
  ports.log('warn', 'no review queue: blocked instead', { requestId, tenant: caller.tenant });
  return { ...verdict, action: 'block' };
}
