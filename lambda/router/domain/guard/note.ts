import type { Journal } from '../exchange.ts';
import { withSides } from './moderated.ts';
import type { Side } from './second-opinion/opinion.ts';
import { severer, type Verdict } from './verdict.ts';

const HEADERS = { flag: 'flagged', mask: 'masked', review: 'under_review', block: 'blocked' } as const;

/**
 * Notes what came of a text, for the log line, the metrics and the header `x-moderation`: the severest of all that a request and its answer
 * say.
 */
export function noteVerdict(journal: Journal, side: Side, { action, categories }: Verdict): void {
  if (action === 'allow') return;
  const before = journal.moderation;
  // That something was not judged matters more than what else was found.
  const worst = before === undefined ? action : before.action === 'unavailable' ? before.action : severer(before.action, action);
  const all = [...new Set([...(before?.categories ?? []), ...categories])];
  const sides = withSides(
    before,
    categories.map((category) => ({ side, action, category })),
  );
  journal.moderation = { action: worst, categories: all, sides };
  if (worst !== 'unavailable') journal.headers = { ...journal.headers, 'x-moderation': HEADERS[worst] };
}
