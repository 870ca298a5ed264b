import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Rulebook } from './judge.ts';
import { FILE_NAMES, MAX_FILE_BYTES, type RuleFile, rulebookOf } from './rulebook-files.ts';

export interface RulebookSource {
  /** Those to judge by now; replaced as a whole. */
  current(): Rulebook;
  /** Looks for changes at once, not only at the next round. Never fails: what is refused is told, and the old rules stay. */
  refresh(): Promise<void>;
  close(): void;
}

export interface RulebookSourceProps {
  /** Holds `*.lexicon.tsv` (words and exceptions) and `*.patterns.tsv`; other files are passed over. */
  readonly folder: string;
  /** What the files' rules are added to. */
  readonly base: Rulebook;
  /** Told once of each state of the folder that is refused: file, line and reason. */
  readonly onRefused: (problems: readonly string[]) => void;
  /** Between two looks. @default 2000 */
  readonly intervalMs?: number;
}

/**
 * Serves the rules of a folder and takes changes over while it runs. Looks at times and sizes rather than waiting for events, which network
 * file systems do not send. A word list of a hundred thousand words takes some 0.2 s to take over, in which nothing else runs.
 *
 * @throws Error that tells every problem when the files cannot be used at the start, as there are no older ones
 */
export async function openRulebookSource({
  folder,
  base,
  onRefused,
  intervalMs = 2_000,
}: RulebookSourceProps): Promise<RulebookSource> {
  const first = await read(folder, base);
  if ('problems' in first.rules) throw new Error(`the rules in ${folder} cannot be used: ${first.rules.problems.join('; ')}`);
  let serving: Rulebook = first.rules;
  let seen = first.state;
  let running: Promise<void> | undefined;
  const look = async () => {
    const state = await stateOf(folder);
    if (state === seen) return;
    const next = await read(folder, base);
    seen = next.state;
    if ('problems' in next.rules) onRefused(next.rules.problems);
    else serving = next.rules;
  };
  const refresh = () => {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  };
  const timer = setInterval(() => void refresh(), intervalMs).unref();
  return { current: () => serving, refresh, close: () => clearInterval(timer) };
}

interface Reading {
  /** Of the folder when reading began: what is written while we read is a change. */
  readonly state: string;
  readonly rules: Rulebook | { readonly problems: readonly string[] };
}

async function read(folder: string, base: Rulebook): Promise<Reading> {
  const state = await stateOf(folder);
  try {
    const files: RuleFile[] = [];
    const problems: string[] = [];
    for (const name of await namesIn(folder)) {
      const { size } = await stat(path.join(folder, name));
      if (size > MAX_FILE_BYTES) problems.push(`${name}: ${size} bytes are more than ${MAX_FILE_BYTES}`);
      else files.push({ name, bytes: await readFile(path.join(folder, name)) });
    }
    return { state, rules: problems.length > 0 ? { problems } : rulebookOf(files, base) };
  } catch (error) {
    return { state, rules: { problems: [reasonOf(error)] } };
  }
}

/** Names, sizes and times of change. */
async function stateOf(folder: string): Promise<string> {
  try {
    const names = await namesIn(folder);
    const states = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs, ino } = await stat(path.join(folder, name));
        return `${name} ${size} ${mtimeMs} ${ino}`;
      }),
    );
    return states.join('\n');
  } catch (error) {
    return reasonOf(error);
  }
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => FILE_NAMES.test(name)).sort();

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
