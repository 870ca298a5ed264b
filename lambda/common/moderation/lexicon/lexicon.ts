import { type Category, isCategory } from '../category.ts';
import { KeywordAutomaton } from './keyword-automaton.ts';

/** A word that somebody listed. */
export interface Keyword {
  /** In the form of the plain view. */
  readonly text: string;
  readonly category: Category;
  /** 0 to 1: how much the word says by itself. */
  readonly severity: number;
}

export interface Lexicon {
  /** The words, and after them the exceptions, in the order of the automaton. */
  readonly keywords: readonly Keyword[];
  /** Phrases in which the words mean no harm. */
  readonly exceptions: readonly string[];
  readonly automaton: KeywordAutomaton;
}

/** Words and exceptions, each once, in no automaton yet. */
export type Entries = Pick<Lexicon, 'keywords' | 'exceptions'>;

/** What stands in a file, or what is wrong with its lines. */
export type ParsedEntries = Entries | { readonly problems: readonly string[] };

/** What comes later counts where a word stands twice. */
export function lexiconOf(...parts: readonly Entries[]): Lexicon {
  const exceptions = [...new Set(parts.flatMap((part) => part.exceptions))].sort();
  const words = new Map(parts.flatMap(({ keywords }) => keywords.map((keyword) => [keyword.text, keyword] as const)));
  const keywords = [...words.values()].sort((a, b) => (a.text < b.text ? -1 : 1));
  const automaton = new KeywordAutomaton([...keywords.map(({ text }) => text), ...exceptions]);
  return Object.freeze({ keywords: Object.freeze(keywords), exceptions: Object.freeze(exceptions), automaton });
}

/** So many problems are told; a file of another kind would give one for each line. */
const MAX_PROBLEMS = 20;

/**
 * Reads lines of `word <tab> category <tab> severity`; `allow` in place of the category makes an exception of a phrase. Empty lines and
 * lines that begin with `#` are passed over. The last line must be complete: a file that was cut off while it was written is refused.
 *
 * @param toForm brings a word into the form of the texts it is looked for in
 */
export function parseLexicon(source: string, toForm: (word: string) => string): ParsedEntries {
  const problems: string[] = [];
  const words = new Map<string, Keyword>();
  const exceptions = new Set<string>();
  // What stands in a line that was cut off is not worth telling.
  if (source !== '' && !source.endsWith('\n')) return { problems: ['the last line has no end: the file is only half written'] };
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const entry = entryOf(line, toForm);
    if (typeof entry === 'string') problems.push(`line ${index + 1}: ${entry}`);
    else if ('exception' in entry) exceptions.add(entry.exception);
    else words.set(entry.text, entry);
    if (problems.length >= MAX_PROBLEMS) break;
  }
  if (problems.length === 0 && words.size + exceptions.size === 0) problems.push('there is no word in it');
  return problems.length > 0 ? { problems } : { keywords: [...words.values()], exceptions: [...exceptions] };
}

function entryOf(line: string, toForm: (word: string) => string): Keyword | { readonly exception: string } | string {
  const [word = '', category = '', severity = '', ...rest] = line.split('\t');
  const text = toForm(word);
  if (text === '') return `'${word}' is no word`;
  if (word.length > 100) return `'${word.slice(0, 20)}…' is longer than 100 characters`;
  if (category === 'allow' && severity === '') return { exception: text };
  if (!isCategory(category)) return `'${category}' is no category`;
  const value = Number(severity);
  if (severity === '' || !(value >= 0 && value <= 1)) return `severity '${severity}' is no number from 0 to 1`;
  return rest.length > 0 ? 'there are more than three columns' : { text, category, severity: value };
}
