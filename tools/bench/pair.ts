import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Two local platforms as children of one process: one in front of each of the benchmark's upstreams. Prints their addresses and key. */
const root = path.join(__dirname, '..', '..');
const children: ChildProcess[] = [];

async function start(upstream: string, config: string | undefined): Promise<{ url: string; apiKey: string; pid: number }> {
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
  const state = path.join(root, '.cache', 'bench', 'state');
  const configured = config === undefined ? [] : ['--config', config];
  const child = spawn(process.execPath, [...args, '--state', state, ...configured], {
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
  const { UNARY_UPSTREAM = '', STREAM_UPSTREAM = '', UNARY_CONFIG, STREAM_CONFIG } = process.env;
  const unary = await start(UNARY_UPSTREAM, UNARY_CONFIG);
  const stream = await start(STREAM_UPSTREAM, STREAM_CONFIG);
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
