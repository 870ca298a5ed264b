import type { DecisionEntry, Verdict } from '../../review/contract.ts';
import { plain } from './sealing.ts';

/**
 * What people have decided of a text like this. The newest decision on this very text counts; without one, any denied phrase in it does.
 *
 * @param fingerprint of the text
 * @param now epoch milliseconds
 * @returns undefined when nobody has decided
 */
export function verdictIn(
  entries: readonly DecisionEntry[],
  text: string,
  fingerprint: string,
  now: number,
): Verdict | undefined {
  const valid = entries.filter(({ expiresAt }) => expiresAt * 1000 > now);
  const same = valid.filter((entry) => entry.fingerprint === fingerprint);
  if (same.length > 0) return same.reduce((a, b) => (b.decidedAt > a.decidedAt ? b : a)).verdict;
  const phrases = valid.flatMap(({ verdict, phrase }) => (verdict === 'deny' && phrase !== undefined ? [plain(phrase)] : []));
  if (phrases.length === 0) return undefined;
  const read = plain(text);
  return phrases.some((phrase) => holds(read, phrase)) ? 'deny' : undefined;
}

/** Not in the middle of a word, in scripts that put blanks between words. */
function holds(text: string, phrase: string): boolean {
  if (phrase === '') return false;
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + phrase.length] ?? ' '];
    const cut = (WORD.test(before) && WORD.test(phrase[0] ?? '')) || (WORD.test(after) && WORD.test(phrase.at(-1) ?? ''));
    if (!cut) return true;
  }
  return false;
}

const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
