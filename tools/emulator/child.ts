import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Starts a program that cannot outlive this one. It leads a process group of its own, and the whole group (what it started in turn
 * included) is killed when it ends, or when this program ends: by itself, by an error or by `process.exit`.
 */
export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  const end = () => endChild(child);
  process.prependOnceListener('exit', end);
  child.once('exit', () => {
    process.off('exit', end);
    end();
  });
  return child;
}

function endChild({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** Makes Ctrl-C and the usual signals end this program by `process.exit`, so that its children end too. */
export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not `once`: Ctrl-C comes from the terminal and from npm, and a second one must not kill the program while it ends its children.
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/** What a program that ended has said. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** Runs a program to its end, whatever its exit code. */
export function runChild(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = startChild(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said: Buffer[] = [];
    const stdout: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => {
      said.push(chunk);
      stdout.push(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout).toString(), output: Buffer.concat(said).toString() }),
    );
  });
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws Error with `failure` and the last lines of what the program said, unless it exits with 0
 */
export async function mustRun(
  failure: string,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, stdout, output } = await runChild(command, args, options);
  if (code !== 0) throw new Error(`${failure}:\n${output.trimEnd().split('\n').slice(-20).join('\n')}`);
  return stdout;
}
