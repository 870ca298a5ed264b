import { isUtf8 } from 'node:buffer';
import type { Rulebook } from './judge.ts';
import { wordForm } from './lexicon/built-in.ts';
import { type Entries, lexiconOf, parseLexicon } from './lexicon/lexicon.ts';
import type { Policy } from './policy.ts';
import { parsePolicy } from './policy-file.ts';
import { compiledPatterns, type OperatorPattern } from './rules/operator-patterns.ts';

/** What an operator's files may be called. */
export const FILE_NAMES = /^(?:[\w-]+\.lexicon\.tsv|[\w-]+\.patterns\.tsv|policy\.json)$/;

/** A larger file is no word list. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What texts are judged by, and what comes of it. */
export interface RuleSet {
  readonly rulebook: Rulebook;
  readonly policy: Policy;
}

export interface RuleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files' rules on top of others, or what is wrong, each problem with file, line and reason. */
export function ruleSetOf(files: readonly RuleFile[], base: RuleSet): RuleSet | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const entries: Entries[] = [];
  const patterns: OperatorPattern[] = [];
  let { policy } = base;
  for (const { name, bytes } of files) {
    const parsed = parsedFile(name, bytes);
    if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => `${name}: ${problem}`));
    else if ('keywords' in parsed) entries.push(parsed);
    else if ('patterns' in parsed) patterns.push(...parsed.patterns);
    else ({ policy } = parsed);
  }
  if (problems.length > 0) return { problems };
  const lexicon = entries.length === 0 ? base.rulebook.lexicon : lexiconOf(base.rulebook.lexicon, ...entries);
  const all = [...base.rulebook.patterns, ...patterns];
  return Object.freeze({ rulebook: Object.freeze({ ...base.rulebook, lexicon, patterns: all }), policy });
}

function parsedFile(name: string, bytes: Buffer) {
  if (bytes.length === 0) return { problems: ['it is empty'] };
  if (!isUtf8(bytes)) return { problems: [`line ${badLine(bytes)}: it is no UTF-8 text`] };
  const source = bytes.toString().replace(/^\uFEFF/, '');
  if (name.endsWith('.lexicon.tsv')) return parseLexicon(source, wordForm);
  return name.endsWith('.patterns.tsv') ? compiledPatterns(source) : parsePolicy(source);
}

function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; ; line++) {
    const end = bytes.indexOf(10, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}
