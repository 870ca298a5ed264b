import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { CATEGORIES } from '../../lambda/common/moderation/category.ts';
import { type Judgement, judge, type Rulebook } from '../../lambda/common/moderation/judge.ts';
import { DEFAULT_THRESHOLDS } from '../../lambda/router/contract/moderation.ts';
import { type Verdict, verdictOf } from '../../lambda/router/domain/guard/verdict.ts';
import { median } from '../bench/medians.ts';
import { type Example, examples, isHeldOut } from './corpora.ts';
import { at, averagePrecision } from './metrics.ts';
import { builtInRulebook } from './moderate.ts';
import { OPTIONS, seen, toxicitySamples } from './train.ts';
import { scoreOf, trainHead } from './training.ts';

/**
 * `npm run eval:safety`: how well texts are judged that training never saw: the held-out fifth of every source, then whole sources that are
 * left out of a training of their own. Last the speed of the keyword scan beside `grep -F -f` over the same text and words.
 */
function main(): void {
  new Command('eval:safety').parse();
  const data = path.join(__dirname, '..', '..', '..', 'shared', 'data');
  if (!existsSync(data)) throw new Error(`${data} is not there; the evaluation needs the labelled texts in it`);
  const rulebook = builtInRulebook();
  const all = examples(data);
  print(
    'Held-out fifth of each source (score: the highest of all categories but pii and secrets; refused: review or block by the default policy; µs of CPU a text)',
  );
  for (const [source, list] of bySource(all.filter(isHeldOut))) print(rowOf(source, list, rulebook));
  print('\nSources left out as a whole: trained on all others');
  const featured = seen(rulebook.lexicon, all);
  for (const source of ['surge-toxicity', 'davidson', 'hatecheck', 'coldataset']) {
    const head = trainHead(
      toxicitySamples(
        featured.filter((example) => example.source !== source),
        rulebook.lexicon,
      ),
      OPTIONS,
    );
    const scored = featured
      .filter((example) => example.source === source)
      .map(({ features, toxic }) => ({ score: scoreOf(head, features), positive: toxic }));
    print(`${source.padEnd(18)} AUPRC ${averagePrecision(scored).toFixed(3)}  n ${scored.length}`);
  }
  print('\nKeyword scan');
  print(keywordScan(all.map(({ text }) => text).join('\n'), rulebook));
}

function rowOf(source: string, list: readonly Example[], rulebook: Rulebook): string {
  const before = process.cpuUsage();
  const judged = list.map((example) => ({ example, judgement: judge(example.text, rulebook) }));
  const { user, system } = process.cpuUsage(before);
  const micros = (user + system) / list.length;
  const scored = judged.map(({ example, judgement }) => ({ score: highest(judgement), positive: isBad(example) }));
  const { precision, recall } = at(0.5, scored);
  const good = judged.filter(({ example }) => !isBad(example));
  const refused = good.filter(({ judgement }) => isRefusal(verdictOf(judgement, DEFAULT_THRESHOLDS, 'user')));
  const bad = judged.length - good.length;
  return [
    source.padEnd(18),
    `n ${String(list.length).padStart(5)}`,
    `AUPRC ${bad === 0 || good.length === 0 ? '   – ' : averagePrecision(scored).toFixed(3)}`,
    `at 0.5: precision ${percent(precision)} recall ${percent(recall)}`,
    `harmless refused ${good.length === 0 ? '   – ' : percent(refused.length / good.length)}`,
    `${micros.toFixed(0).padStart(5)} µs`,
  ].join('  ');
}

/** The same words over the same text; `grep` prints every line that holds one of them, we find every occurrence of every word. */
function keywordScan(text: string, { lexicon }: Rulebook): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'eval-safety-'));
  try {
    const words = path.join(folder, 'words.txt');
    const texts = path.join(folder, 'texts.txt');
    writeFileSync(words, lexicon.keywords.map(({ text: word }) => word).join('\n'));
    writeFileSync(texts, text);
    const megabytes = Buffer.byteLength(text) / 1e6;
    const ours: number[] = [];
    const grep: number[] = [];
    for (let round = 0; round < 5; round++) {
      ours.push(megabytes / secondsOf(() => lexicon.automaton.scan(text, () => undefined)));
      grep.push(
        megabytes /
          secondsOf(() => spawnSync('grep', ['-c', '-F', '-f', words, texts], { env: { ...process.env, LC_ALL: 'C.UTF-8' } })),
      );
    }
    const [scan, floor] = [median(ours), median(grep)];
    return `${lexicon.keywords.length} words, ${megabytes.toFixed(1)} MB: ours ${scan.toFixed(0)} MB/s, grep -F -f ${floor.toFixed(0)} MB/s, ratio ${(scan / floor).toFixed(2)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function secondsOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1000;
}

const isBad = ({ toxic, injection }: Example): boolean => toxic || injection === true;
const isRefusal = ({ action }: Verdict): boolean => action === 'review' || action === 'block';
/** Personal data says what a text holds, not that it means harm. */
const highest = ({ scores }: Judgement): number =>
  Math.max(...CATEGORIES.filter((category) => category !== 'pii' && category !== 'secrets').map((category) => scores[category]));
const percent = (share: number): string => (Number.isNaN(share) ? '   – ' : `${(share * 100).toFixed(1).padStart(5)} %`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

function bySource(list: readonly Example[]): readonly (readonly [string, readonly Example[]])[] {
  const sources = [...new Set(list.map(({ source }) => source))];
  return sources.map((source) => [source, list.filter((example) => example.source === source)]);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
