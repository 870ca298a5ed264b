import { type View, ViewBuilder } from './view.ts';

/** What stands between letters that are kept apart: blanks and marks that end no sentence. */
const SEPARATOR = /^[ ._\-*~|/\\+'"`·•^#=:]$/;
const CJK = /^[\u3400-\u9fff]$/;
const LATIN = /^[a-z0-9@$!]$/;

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Two single letters with something between them; what has none need not be looked at closely. */
const APART =
  /(?<![a-z0-9@$!])[a-z0-9@$!][ ._\-*~|/\\+'"`·•^#=:]{1,3}[a-z0-9@$!](?![a-z0-9@$!])|[\u3400-\u9fff][ ._\-*~|/\\+'"`·•^#=:]{1,3}[\u3400-\u9fff]/;

/** So many single letters in a row are a word that somebody took apart; fewer are initials. */
const MIN_LETTERS = 3;

/**
 * Letters that are kept apart, put together: `f u c k`, `f.u-c_k`, `法 轮 功`. Undefined when none are.
 */
export function unspacedView(plain: View): View | undefined {
  const { text } = plain;
  if (!APART.test(text)) return undefined;
  const view = new ViewBuilder();
  let joined = false;
  const copy = (index: number) => view.push(text.charAt(index), plain.starts[index] ?? 0, plain.ends[index] ?? 0);
  for (let index = 0; index < text.length; ) {
    const run = spacedRun(text, index);
    if (run === undefined) copy(index++);
    else {
      joined = true;
      for (const letter of run.letters) copy(letter);
      index = run.end;
    }
  }
  return joined ? view.build('unspaced') : undefined;
}

interface Run {
  readonly letters: readonly number[];
  readonly end: number;
}

/** Single letters with one to three separators between any two, beginning here. */
function spacedRun(text: string, from: number): Run | undefined {
  const kind = [LATIN, CJK].find((pattern) => pattern.test(text.charAt(from)));
  if (kind === undefined || (kind === LATIN && LATIN.test(text.charAt(from - 1)))) return undefined;
  const letters = [from];
  let end = from + 1;
  for (;;) {
    let next = end;
    while (next < end + 3 && SEPARATOR.test(text.charAt(next))) next++;
    const alone = kind === CJK || !LATIN.test(text.charAt(next + 1));
    if (next === end || !kind.test(text.charAt(next)) || !alone) break;
    letters.push(next);
    end = next + 1;
  }
  return letters.length >= (kind === CJK ? 2 : MIN_LETTERS) ? { letters, end } : undefined;
}

/** Somewhere a letter beside a sign for one, or three times the same. */
const RESPELT = /[a-z@$!][0-9@$!]|[0-9@$!][a-z]|([a-z])\1\1/;

/** Words whose letters are written as digits and signs, or too often: `sh1t`, `a$$hole`, `fuuuck`. Undefined when there are none. */
export function respeltView(plain: View): View | undefined {
  const { text } = plain;
  if (!RESPELT.test(text)) return undefined;
  const view = new ViewBuilder();
  let changed = false;
  for (const { 0: word, index: from } of text.matchAll(/[a-z0-9@$!]+|[^a-z0-9@$!]+/g)) {
    const isRespelt = /[a-z]/.test(word) && /[013457@$8!]|([a-z])\1\1/.test(word);
    changed ||= isRespelt;
    const letters = isRespelt ? word.replace(/!+$/, '') : word;
    for (let index = 0; index < word.length; index++) {
      const written = word.charAt(index);
      const letter = isRespelt && index < letters.length ? (LEET[written] ?? written) : written;
      const tooOften =
        isRespelt &&
        letter === word.charAt(index - 1) &&
        (letter === word.charAt(index + 1) || letter === word.charAt(index - 2));
      if (!tooOften) view.push(letter, plain.starts[from + index] ?? 0, plain.ends[from + index] ?? 0);
    }
  }
  return changed ? view.build('respelt') : undefined;
}
