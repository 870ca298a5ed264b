import { isUtf8 } from 'node:buffer';
import type { Rulebook } from './judge.ts';
import { wordForm } from './lexicon/built-in.ts';
import { type Entries, lexiconOf, parseLexicon } from './lexicon/lexicon.ts';
import { compiledPatterns, type OperatorPattern } from './rules/operator-patterns.ts';

/** What an operator's files may be called. */
export const FILE_NAMES = /^(?:[\w-]+\.lexicon\.tsv|[\w-]+\.patterns\.tsv)$/;

/** A larger file is no word list. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

export interface RuleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The files' rules on top of others, or what is wrong, each problem with file, line and reason. */
export function rulebookOf(files: readonly RuleFile[], base: Rulebook): Rulebook | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const entries: Entries[] = [];
  const patterns: OperatorPattern[] = [];
  for (const { name, bytes } of files) {
    const parsed = parsedFile(name, bytes);
    if ('problems' in parsed) problems.push(...parsed.problems.map((problem) => `${name}: ${problem}`));
    else if ('keywords' in parsed) entries.push(parsed);
    else patterns.push(...parsed.patterns);
  }
  if (problems.length > 0) return { problems };
  const lexicon = entries.length === 0 ? base.lexicon : lexiconOf(base.lexicon, ...entries);
  return Object.freeze({ ...base, lexicon, patterns: [...base.patterns, ...patterns] });
}

function parsedFile(name: string, bytes: Buffer) {
  if (bytes.length === 0) return { problems: ['it is empty'] };
  if (!isUtf8(bytes)) return { problems: [`line ${badLine(bytes)}: it is no UTF-8 text`] };
  const source = bytes.toString().replace(/^\uFEFF/, '');
  return name.endsWith('.lexicon.tsv') ? parseLexicon(source, wordForm) : compiledPatterns(source);
}

function badLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; ; line++) {
    const end = bytes.indexOf(10, from);
    if (end === -1 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}
