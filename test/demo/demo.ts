import { once } from 'node:events';
import { startChild } from '../../tools/emulator/child.ts';
import { blueprint, root } from '../support/local-platform.ts';

/** A demo as `npm run demo` starts it, and what its user can ask of it. */
export interface RunningDemo {
  readonly url: string;
  readonly apiKey: string;
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly dashboards: string;
  readonly traces: string;
  readonly missing: readonly string[];
  readonly pid: number;
  /** Ctrl-C. @returns its exit code */
  readonly interrupt: () => Promise<number | null>;
}

/** What is said by a command that ended. */
export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]) {
  const all = ['--disable-warning=ExperimentalWarning', '--import', 'tsx', 'tools/demo/run.ts', ...args];
  const child = startChild(process.execPath, all, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (part: Buffer) => (text.stdout += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (text.stderr += part.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return { child, text, ended };
}

/** A demo that cannot start: what it says. */
export const refusedDemo = (args: readonly string[]): Promise<Said> => start(args).ended;

/** @throws Error with what it said when it does not start */
export async function startedDemo(args: readonly string[]): Promise<RunningDemo> {
  const { child, text, ended } = start(['--json', ...args]);
  const line = new Promise<string>((resolve) =>
    child.stdout?.on('data', () => {
      if (text.stdout.includes('\n')) resolve(text.stdout);
    }),
  );
  const first = await Promise.race([line, ended]);
  if (typeof first !== 'string') throw new Error(`the demo did not start: ${first.stdout}${first.stderr}`);
  const interrupt = async () => {
    child.kill('SIGINT');
    return (await ended).code;
  };
  return { ...(JSON.parse(first) as RunningDemo), interrupt };
}

/** `blueprint chaos`. */
export const chaos = (state: string, ...args: readonly string[]): Promise<Said> =>
  blueprint(['chaos', ...args, '--state', state]).exited;
