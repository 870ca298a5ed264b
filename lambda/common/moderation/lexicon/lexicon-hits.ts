import { type View, writtenRange } from '../normalise/view.ts';
import type { Keyword, Lexicon } from './lexicon.ts';

/** A listed word in a text. */
export interface KeywordHit {
  readonly keyword: Keyword;
  /** UTF-16 range of the text as written. */
  readonly start: number;
  readonly end: number;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Words of Latin letters count as whole words only; a word inside one of the exceptions does not count. */
export function keywordHits({ keywords, automaton }: Lexicon, view: View): readonly KeywordHit[] {
  const { text } = view;
  const found: (Range & { readonly keyword: Keyword })[] = [];
  const exceptions: Range[] = [];
  automaton.scan(text, (index, from, to) => {
    if (splitsWord(text, from) || splitsWord(text, to)) return;
    const keyword = keywords[index];
    if (keyword === undefined) exceptions.push({ from, to });
    else found.push({ keyword, from, to });
  });
  if (found.length === 0) return NONE;
  const counted = exceptions.length === 0 ? found : outside(exceptions, found);
  return counted.map(({ keyword, from, to }) => ({ keyword, ...writtenRange(view, from, to) }));
}

const NONE: readonly KeywordHit[] = Object.freeze([]);

/** Those that are not inside one of the exceptions: of all exceptions that begin no later, the one that ends last would hold it. */
function outside<T extends Range>(exceptions: readonly Range[], found: readonly T[]): readonly T[] {
  const sorted = [...exceptions].sort((a, b) => a.from - b.from);
  const byStart = [...found].sort((a, b) => a.from - b.from);
  const counted: T[] = [];
  let next = 0;
  let reach = 0;
  for (const hit of byStart) {
    for (; (sorted[next]?.from ?? Number.POSITIVE_INFINITY) <= hit.from; next++) reach = Math.max(reach, sorted[next]?.to ?? 0);
    if (hit.to > reach) counted.push(hit);
  }
  return counted;
}

/** Below, a word is a hint that is no use to the classifier. */
const TELLS_SOMETHING = 0.06;

/** The words among them that tell the classifier something. */
export const tellingWords = (hits: readonly KeywordHit[]): readonly Keyword[] =>
  hits.flatMap(({ keyword }) => (keyword.severity >= TELLS_SOMETHING ? [keyword] : []));

/** Whether the two units at a place belong to one word. */
const splitsWord = (text: string, at: number): boolean => isLatin(text.charCodeAt(at - 1)) && isLatin(text.charCodeAt(at));

const isLatin = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && code <= 0x24f);
