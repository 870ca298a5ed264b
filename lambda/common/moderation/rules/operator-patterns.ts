import { RE2JS } from 're2js';
import { type Category, isCategory } from '../category.ts';

/** A pattern that an operator wrote. */
export interface OperatorPattern {
  /** What the type of its hits is. */
  readonly name: string;
  readonly category: Category;
  /** 0 to 1. */
  readonly score: number;
  /** Ranges of a view's text, in order, none over another; the first hundred. */
  matches(text: string): readonly { readonly from: number; readonly to: number }[];
}

/** The patterns, or what is wrong with the file's lines. */
export type CompiledPatterns = { readonly patterns: readonly OperatorPattern[] } | { readonly problems: readonly string[] };

/** Every search for one more match may read the text to its end; so many keep the time in proportion to the text. */
const MAX_MATCHES = 100;
const MAX_PATTERNS = 1_000;
const MAX_PROBLEMS = 20;

/**
 * Reads lines of `name <tab> category <tab> score <tab> pattern`; empty lines and lines that begin with `#` are passed over. Patterns are
 * RE2's, without backreferences and lookaround, so that none takes more than linear time. They see a text's views: lower case, NFKC, one
 * blank between words. The last line must be complete.
 */
export function compiledPatterns(source: string): CompiledPatterns {
  const problems: string[] = [];
  const patterns: OperatorPattern[] = [];
  if (source !== '' && !source.endsWith('\n')) return { problems: ['the last line has no end: the file is only half written'] };
  for (const [index, line] of source.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const pattern = patternOf(line);
    if (typeof pattern === 'string') problems.push(`line ${index + 1}: ${pattern}`);
    else patterns.push(pattern);
    if (patterns.length > MAX_PATTERNS) problems.push(`line ${index + 1}: there are more than ${MAX_PATTERNS} patterns`);
    if (problems.length >= MAX_PROBLEMS || patterns.length > MAX_PATTERNS) break;
  }
  return problems.length > 0 ? { problems } : { patterns: Object.freeze(patterns) };
}

function patternOf(line: string): OperatorPattern | string {
  const [name = '', category = '', score = '', ...rest] = line.split('\t');
  const source = rest.join('\t');
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name))
    return `'${name.slice(0, 40)}' is no name: small letters, digits and hyphens, 40 at most`;
  if (!isCategory(category)) return `'${category}' is no category`;
  if (score === '' || !(Number(score) >= 0 && Number(score) <= 1)) return `score '${score}' is no number from 0 to 1`;
  try {
    const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
    if (source === '' || compiled.matcher('').find()) return `'${source}' matches a text without characters`;
    return Object.freeze({ name, category, score: Number(score), matches: (text: string) => matchesOf(compiled, text) });
  } catch (error) {
    return `'${source.slice(0, 60)}' is no RE2 pattern: ${error instanceof Error ? error.message : error}`;
  }
}

function matchesOf(compiled: RE2JS, text: string): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  const matcher = compiled.matcher(text);
  while (found.length < MAX_MATCHES && matcher.find()) {
    // `\b` and the like match between characters.
    if (matcher.end() > matcher.start()) found.push({ from: matcher.start(), to: matcher.end() });
  }
  return found;
}
