import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Two local platforms as children of one process: one in front of each of the benchmark's upstreams. Prints their addresses and key. */
const root = path.join(__dirname, '..', '..');
const children: ChildProcess[] = [];
// Of this run only: a ledger that has grown through earlier runs is slower to write to.
const state = mkdtempSync(path.join(root, '.cache', 'bench', 'state-'));

async function start(
  name: string,
  upstream: string,
  config: string | undefined,
): Promise<{ url: string; apiKey: string; pid: number }> {
  // As `npm start` does.
  const args = [
    '--max-semi-space-size=8',
    '--disable-warning=ExperimentalWarning',
    '--import',
    'tsx',
    'bin/blueprint.ts',
    'serve',
    '--port',
    '0',
    '--json',
  ];
  // To a file, as the benchmark has it of the peers: whoever drains a pipe is one of our processes, and its CPU would count as the platform's.
  const log = path.join(root, '.cache', 'bench', `${name}-${process.pid}.log`);
  const configured = config === undefined ? [] : ['--config', config];
  const child = spawn(process.execPath, [...args, '--state', state, ...configured], {
    cwd: root,
    env: { ...process.env, OPENAI_BASE_URL: upstream, OPENAI_API_KEY: 'sk-mock' },
    stdio: ['ignore', openSync(log, 'w'), 'inherit'],
  });
  children.push(child);
  const first = await firstLine(log, child);
  // A run writes some hundred megabytes, which nobody reads.
  rmSync(log);
  return JSON.parse(first);
}

async function firstLine(file: string, child: ChildProcess): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
    await pause(50);
  }
  throw new Error(`the local platform ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function main(): Promise<void> {
  const { UNARY_UPSTREAM = '', STREAM_UPSTREAM = '', UNARY_CONFIG, STREAM_CONFIG } = process.env;
  const unary = await start('unary', UNARY_UPSTREAM, UNARY_CONFIG);
  const stream = await start('stream', STREAM_UPSTREAM, STREAM_CONFIG);
  process.stdout.write(
    `${JSON.stringify({ unaryUrl: unary.url, streamUrl: stream.url, apiKey: unary.apiKey, unaryPid: unary.pid })}\n`,
  );
  setInterval(() => {}, 60_000);
}

process.once('SIGTERM', async () => {
  await Promise.all(children.map(ended));
  rmSync(state, { recursive: true, force: true });
  process.exit(0);
});
void main();
