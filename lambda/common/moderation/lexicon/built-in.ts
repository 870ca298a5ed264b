import { gunzipSync } from 'node:zlib';
import { type Category, isCategory } from '../category.ts';
import { plainView } from '../normalise/plain.ts';
import { KeywordAutomaton } from './keyword-automaton.ts';
import type { Keyword, Lexicon } from './lexicon.ts';

/**
 * The lexicon that `tools/moderation/build-lexicon.ts` wrote: words in their form and in order, each once. Reading it as a file of an
 * operator, line by line with all checks, would take five times as long.
 *
 * @throws Error when the bytes are no such lexicon
 */
export function readLexicon(compressed: Buffer): Lexicon {
  const source = gunzipSync(compressed).toString();
  const keywords: Keyword[] = [];
  const exceptions: string[] = [];
  for (let from = 0; from < source.length; ) {
    const end = source.indexOf('\n', from);
    const [text = '', category = '', severity] = source.slice(from, end === -1 ? source.length : end).split('\t');
    if (category === 'allow') exceptions.push(text);
    else keywords.push({ text, category: known(category), severity: Number(severity) });
    if (end === -1) throw new Error('the lexicon is cut off');
    from = end + 1;
  }
  if (keywords.length === 0) throw new Error('the lexicon is empty');
  const automaton = new KeywordAutomaton([...keywords.map(({ text }) => text), ...exceptions]);
  return Object.freeze({ keywords, exceptions, automaton });
}

function known(category: string): Category {
  if (isCategory(category)) return category;
  throw new Error(`'${category}' in the lexicon is no category`);
}

/** Words stand in a lexicon as they stand in the plain view of a text. */
export const wordForm = (word: string): string => plainView(word).text.trim();
