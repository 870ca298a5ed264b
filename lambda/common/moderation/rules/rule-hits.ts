import type { Category } from '../category.ts';
import type { Hit } from '../hit.ts';
import type { KeywordHit } from '../lexicon/lexicon-hits.ts';
import { type View, writtenRange } from '../normalise/view.ts';
import { INDIRECT_INJECTION } from './indirect-injection.ts';
import { languagePhrases } from './injection-languages.ts';
import { INJECTION_PHRASES } from './injection-phrases.ts';
import type { OperatorPattern } from './operator-patterns.ts';
import { reservedTokens } from './reserved-tokens.ts';

const INJECTIONS = [...INJECTION_PHRASES, ...INDIRECT_INJECTION];

/** A way in which the text is read, and the listed words that are seen so. */
export interface ReadView {
  readonly view: View;
  readonly keywords: readonly KeywordHit[];
}

/** More are not told; a text of a million bad words is no worse for them. */
const MAX_HITS = 10_000;

/**
 * What the rules find, in no order, the first `MAX_HITS`: listed words, phrases of injections and operators' patterns in every view,
 * reserved tokens in the text as written.
 */
export function ruleHits(written: string, views: readonly ReadView[], patterns: readonly OperatorPattern[] = []): readonly Hit[] {
  const hits = new Map<string, Hit>();
  const add = (range: { readonly start: number; readonly end: number }, category: Category, type: string, score: number) => {
    const key = `${range.start} ${range.end} ${type} ${category}`;
    if (hits.size < MAX_HITS && !hits.has(key)) hits.set(key, Object.freeze({ ...range, category, type, level: 'rules', score }));
  };
  for (const range of reservedTokens(written)) add(range, 'prompt-injection', 'reserved-token', 0.9);
  for (const { view, keywords } of views) {
    for (const phrases of [INJECTIONS, languagePhrases(view.text)]) {
      for (const { name, pattern, score } of phrases) {
        // `matchAll` would copy each pattern, which takes longer than the search.
        pattern.lastIndex = 0;
        for (let match = pattern.exec(view.text); match !== null; match = pattern.exec(view.text)) {
          add(writtenRange(view, match.index, match.index + match[0].length), 'prompt-injection', name, score);
        }
      }
    }
    for (const { name, category, score, matches } of patterns) {
      for (const { from, to } of matches(view.text)) add(writtenRange(view, from, to), category, name, score);
    }
    for (const { keyword, start, end } of keywords) add({ start, end }, keyword.category, 'lexicon', keyword.severity);
  }
  return [...hits.values()];
}
