import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { wordForm } from '../../lambda/common/moderation/lexicon/built-in.ts';
import { KeywordAutomaton } from '../../lambda/common/moderation/lexicon/keyword-automaton.ts';
import { keywordHits } from '../../lambda/common/moderation/lexicon/lexicon-hits.ts';
import { plainView } from '../../lambda/common/moderation/normalise/plain.ts';
import { type Example, examples, isHeldOut } from './corpora.ts';
import { harmlessPhrases, type Listed, listedWords } from './lexicon-sources.ts';

/** Seen in so many texts that mean no harm, a word says next to nothing. */
const HARMLESS_SHARE = 0.0005;
const HINT = 0.05;

/** Texts that mean no harm. What they are about is no harm either, so that prose takes nothing away from words about politics. */
export interface Harmless {
  readonly prompts: readonly string[];
  readonly prose: readonly string[];
}

/** Merges the lists: each word once, with its severest judgement; words of everyday harmless texts count as hints only. */
export function mergedLexicon(listed: readonly Listed[], { prompts, prose }: Harmless): readonly Listed[] {
  const merged = new Map<string, Listed>();
  for (const { word, category, severity } of listed) {
    const form = wordForm(word);
    if (form.length < 2 || form.length > 60 || /^[a-z0-9]{1,2}$/.test(form) || /^\d+$/.test(form) || form.includes('\t'))
      continue;
    const known = merged.get(form);
    if (known === undefined || known.severity < severity) merged.set(form, { word: form, category, severity });
  }
  const words = [...merged.values()];
  const everyday = frequentIn(prompts, words);
  const inProse = frequentIn(prose, words);
  return words
    .map((entry) => {
      const saysNothing = everyday.has(entry.word) || (entry.category !== 'politics' && inProse.has(entry.word));
      return saysNothing ? { ...entry, severity: Math.min(entry.severity, HINT) } : entry;
    })
    .sort((a, b) => (a.word < b.word ? -1 : 1));
}

/** Words that so many of the texts hold, found as the guard finds them: Latin ones as whole words. */
function frequentIn(texts: readonly string[], words: readonly Listed[]): ReadonlySet<string> {
  const keywords = words.map(({ word, category, severity }) => ({ text: word, category, severity }));
  const lexicon = { keywords, exceptions: [], automaton: new KeywordAutomaton(keywords.map(({ text }) => text)) };
  const seenIn = new Map<string, number>();
  for (const text of texts) {
    const here = new Set(keywordHits(lexicon, plainView(text)).map(({ keyword }) => keyword.text));
    for (const word of here) seenIn.set(word, (seenIn.get(word) ?? 0) + 1);
  }
  const least = Math.max(2, texts.length * HARMLESS_SHARE);
  return new Set([...seenIn].flatMap(([word, count]) => (count >= least ? [word] : [])));
}

/** The lines of the lexicon: words in the order of their units, then the phrases that are exceptions. */
export function lexiconLines(words: readonly Listed[], phrases: readonly string[]): readonly string[] {
  return [
    ...words.map(({ word, category, severity }) => `${word}\t${category}\t${severity}\n`),
    ...[...new Set(phrases.map(wordForm))].sort().map((phrase) => `${phrase}\tallow\n`),
  ];
}

/** People swear in what is labelled harmless elsewhere. */
const PROMPTS = ['prompts-zh', 'self-instruct', 'awesome-prompts', 'cvalues-zh'];
const PROSE = ['apisix-docs', 'general-prose', 'bipia-contexts', 'drcd'];

function main(): void {
  const root = path.join(__dirname, '..', '..');
  const data = path.join(root, '..', 'shared', 'data');
  const training = examples(data).filter((example) => !isHeldOut(example));
  const textsOf = (sources: readonly string[]) =>
    training.filter(({ source }: Example) => sources.includes(source)).map(({ text }) => text);
  const words = mergedLexicon(listedWords(data), { prompts: textsOf(PROMPTS), prose: textsOf(PROSE) });
  const lines = lexiconLines(words, harmlessPhrases());
  const file = path.join(root, 'lambda', 'common', 'moderation', 'data', 'lexicon.tsv.gz');
  writeFileSync(file, gzipSync(lines.join(''), { level: 9 }));
  process.stdout.write(`${words.length} words and ${lines.length - words.length} exceptions in ${file}\n`);
}

if (process.argv[1] === __filename) main();
