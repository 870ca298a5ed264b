import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Two local platforms as children of one process: one in front of each of the benchmark's upstreams. Prints their addresses and key. */
const root = path.join(__dirname, '..', '..');
const children: ChildProcess[] = [];

async function start(upstream: string): Promise<{ url: string; apiKey: string; pid: number }> {
  const args = ['--disable-warning=ExperimentalWarning', '--import', 'tsx', 'bin/blueprint.ts', 'serve', '--port', '0', '--json'];
  const state = path.join(root, '.cache', 'bench', 'state');
  const child = spawn(process.execPath, [...args, '--state', state], {
    cwd: root,
    env: { ...process.env, OPENAI_BASE_URL: upstream, OPENAI_API_KEY: 'sk-mock' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string>((resolve) => lines.once('line', resolve));
  lines.close();
  child.stdout.resume();
  return JSON.parse(first);
}

async function main(): Promise<void> {
  const unary = await start(process.env.UNARY_UPSTREAM ?? '');
  const stream = await start(process.env.STREAM_UPSTREAM ?? '');
  process.stdout.write(
    `${JSON.stringify({ unaryUrl: unary.url, streamUrl: stream.url, apiKey: unary.apiKey, unaryPid: unary.pid })}\n`,
  );
  setInterval(() => {}, 60_000);
}

process.once('SIGTERM', () => {
  for (const child of children) child.kill('SIGTERM');
  process.exit(0);
});
void main();
