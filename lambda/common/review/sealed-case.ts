import type { ReviewCase, ReviewHit, ReviewRequest } from '../../review/contract.ts';
import { fingerprint, seal } from './sealing.ts';

/** Enough for a reviewer; sealed and redacted together they fit into a message and a row. */
const MAX_UNITS = 20_000;

/** What stands before the first thing found, in an excerpt. */
const LEAD_UNITS = 2_000;

/**
 * What may leave the process: the text with personal data and secrets blacked out, and the text sealed. The same text is one case a day, however often it is
 * sent again while it waits.
 */
export function sealedCase({ text, ...given }: ReviewRequest, secret: string): ReviewCase {
  const print = fingerprint(secret, given.tenant, text);
  const facts = { ...given, id: `${given.createdAt.slice(0, 10)}.${print}` };
  const from = text.length <= MAX_UNITS ? 0 : startOf(text, facts.hits);
  const part = text.slice(from, from + MAX_UNITS);
  const hits = facts.hits.flatMap((hit) => within(hit, from, part.length));
  return Object.freeze({
    ...facts,
    hits,
    redacted: redacted(
      part,
      hits.filter(({ category }) => PERSONAL.includes(category)),
    ),
    sealed: seal(secret, facts, part),
    fingerprint: print,
    ...(part.length < text.length && { excerpt: { from, of: text.length } }),
  });
}

/** Who judges a text needs to read it; who somebody is and what opens their doors is nobody's business. */
const PERSONAL = ['pii', 'secrets'];

/** The text with every hit blacked out, unit for unit; blanks stay, so that lines break alike. */
export function redacted(text: string, hits: readonly Pick<ReviewHit, 'start' | 'end'>[]): string {
  const units = text.split('');
  for (const { start, end } of hits) {
    for (let at = Math.max(0, start); at < Math.min(end, units.length); at++) {
      if (!/\s/.test(units[at] ?? '')) units[at] = '█';
    }
  }
  return units.join('');
}

function startOf(text: string, hits: readonly ReviewHit[]): number {
  return Math.max(0, Math.min((hits[0]?.start ?? 0) - LEAD_UNITS, text.length - MAX_UNITS));
}

function within(hit: ReviewHit, from: number, length: number): ReviewHit[] {
  const [start, end] = [Math.max(0, hit.start - from), Math.min(length, hit.end - from)];
  return start < end ? [{ ...hit, start, end }] : [];
}
