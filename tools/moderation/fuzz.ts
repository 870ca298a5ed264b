import { Command } from 'commander';
import { type Judgement, judge, type Rulebook } from '../../lambda/common/moderation/judge.ts';
import { masked } from '../../lambda/common/moderation/placeholders/masked.ts';
import { unmasked } from '../../lambda/common/moderation/placeholders/unmasked.ts';
import { randomStrings, SHAPES } from './fuzz-shapes.ts';
import { builtInRulebook } from './moderate.ts';

/** Four times the text may take up to eight times as long: twice linear, as machines are not idle. */
const MOST_GROWTH = 8;
const SMALL = 256 * 1024;
const HUGE = 10 * 1024 * 1024;
const KEY = Buffer.alloc(32, 1);

/** `npm run fuzz:safety`: strings that nobody should send through all levels. Ends with 1 when one crashes, breaks a promise or takes too long. */
function main(): void {
  const { strings, seed } = new Command('fuzz:safety')
    .option('--strings <n>', 'how many random strings', Number, 100_000)
    .option('--seed <n>', 'repeats a run', Number, Date.now() % 1_000_000_007)
    .parse()
    .opts<{ strings: number; seed: number }>();
  const rulebook = builtInRulebook();
  const problems = [...shapeProblems(rulebook), ...randomProblems(strings, seed, rulebook)];
  for (const problem of problems) print(`PROBLEM ${problem}`);
  print(problems.length === 0 ? 'no problems' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function shapeProblems(rulebook: Rulebook): readonly string[] {
  const problems: string[] = [];
  print(`shape                    ${SMALL / 1024} KiB   x 4 takes   10 MiB`);
  for (const [name, shape] of Object.entries(SHAPES)) {
    try {
      const [small, large, huge] = [SMALL, 4 * SMALL, HUGE].map((length) => cpuMs(() => promised(shape(length), rulebook)));
      const growth = (large ?? 0) / Math.max(small ?? 0, 1);
      print(`${name.padEnd(22)} ${ms(small)} ms  x ${growth.toFixed(1).padStart(4)}   ${ms(huge)} ms`);
      if (growth > MOST_GROWTH) problems.push(`${name}: four times the text takes ${growth.toFixed(1)} times as long`);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return problems;
}

function randomProblems(strings: number, seed: number, rulebook: Rulebook): readonly string[] {
  const problems: string[] = [];
  const startedAt = performance.now();
  for (const text of randomStrings(strings, seed)) {
    try {
      promised(text, rulebook);
    } catch (error) {
      problems.push(`${JSON.stringify(text)}: ${error instanceof Error ? error.message : error}`);
    }
    if (problems.length >= 20) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  print(`seed ${seed}: ${strings} random strings in ${seconds.toFixed(1)} s, ${(strings / seconds).toFixed(0)} strings/s`);
  return problems;
}

/** @throws Error when a promise of the library does not hold for this text */
function promised(text: string, rulebook: Rulebook): void {
  const { scores, hits } = judge(text, rulebook);
  requireThat(
    Object.values(scores).every((score) => score >= 0 && score <= 1),
    'a score is not from 0 to 1',
  );
  requireThat(inside(hits, text.length), 'a hit is not inside the text');
  const personal = hits.filter(({ level }) => level === 'pii');
  const { text: safe, placeholders } = masked(text, personal, KEY);
  requireThat(unmasked(safe, placeholders) === text, 'unmasking does not give the text again');
}

const inside = (hits: Judgement['hits'], length: number): boolean =>
  hits.every(({ start, end }) => start >= 0 && start < end && end <= length);

function requireThat(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem);
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const ms = (value = 0): string => value.toFixed(0).padStart(8);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

main();
