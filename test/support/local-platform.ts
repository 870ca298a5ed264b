import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.join(__dirname, '..', '..');

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `blueprint serve`. */
export interface LocalPlatform {
  readonly url: string;
  readonly apiKey: string;
  readonly pid: number;
  readonly stateFolder: string;
  /** What it wrote to stdout so far. */
  readonly stdout: () => string;
  /** Closes the pipe of its stdout. */
  readonly stopReading: () => void;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly exited: Promise<Exit>;
  /** Ends it, if it still runs, and waits for that. */
  readonly stop: () => Promise<Exit>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts `blueprint` from the source, as npm start does. */
export function blueprint(
  args: readonly string[],
  environment: Environment = {},
): { child: ChildProcess; exited: Promise<Exit>; stdout: () => string } {
  const { OPENAI_BASE_URL: _url, OPENAI_API_KEY: _key, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, 'bin', 'blueprint.ts'), ...args], {
    cwd: root,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.stderr += chunk.toString();
  });
  const exited = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return { child, exited, stdout: () => text.stdout };
}

/** @throws Error with what it wrote to stderr when it does not start */
export async function startPlatform(args: readonly string[] = [], environment: Environment = {}): Promise<LocalPlatform> {
  const own = args.includes('--state') ? undefined : temporaryFolder();
  const stateFolder = own ?? args[args.indexOf('--state') + 1] ?? '';
  const state = own === undefined ? [] : ['--state', own];
  const { child, exited, stdout } = blueprint(['serve', '--port', '0', '--json', ...state, ...args], environment);
  const firstLine = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const end = stdout().indexOf('\n');
      if (end >= 0) resolve(stdout().slice(0, end));
    });
  });
  const first = await Promise.race([firstLine, exited]);
  if (typeof first !== 'string') throw new Error(`blueprint serve ended with exit code ${first.code}: ${first.stderr}`);
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    const exit = await exited;
    if (own !== undefined) rmSync(own, { recursive: true, force: true });
    return exit;
  };
  const { url, apiKey, pid } = JSON.parse(first) as { url: string; apiKey: string; pid: number };
  return {
    url,
    apiKey,
    pid,
    stateFolder,
    stdout,
    exited,
    stop,
    stopReading: () => child.stdout?.destroy(),
    signal: (name) => child.kill(name),
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'blueprint-'));
}
