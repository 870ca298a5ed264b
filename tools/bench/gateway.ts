import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Medians by gateway and figure, as the shared benchmark writes them. */
export type GatewayMedians = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

const UNARY_UPSTREAM = 'http://127.0.0.1:9101/v1';
const STREAM_UPSTREAM = 'http://127.0.0.1:9102/v1';

/**
 * Runs the shared gateway benchmark (a copy of it: it writes beside itself) with the local platform among its targets.
 * The benchmark's unary and streaming upstreams differ, so two platforms run under one parent, whose CPU time it reads.
 *
 * @throws Error that names what is missing: the benchmark, or a program it needs
 */
export async function gatewayMedians(root: string, rounds: number): Promise<GatewayMedians> {
  const shared = path.join(root, '..', 'shared', 'bench', 'gateway');
  if (!existsSync(shared)) throw new Error(`the shared benchmark is not at ${shared}; run with --only cold,synth`);
  const missing = ['wrk', 'nginx', 'taskset'].filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}; apt-get install -y wrk nginx-light util-linux`);

  const bench = path.join(root, '.cache', 'bench', 'gateway');
  cpSync(shared, bench, { recursive: true, force: true });
  mkdirSync(path.join(root, '.cache', 'bench', 'peers'), { recursive: true });
  const pair = await startPair(root);
  try {
    const out = path.join(bench, 'ours.json');
    await run('bash', [
      path.join(bench, 'bench.sh'),
      ...['--targets', 'nginx,node-undici,portkey', '--rounds', String(rounds), '--out', out],
      ...['--url', pair.unaryUrl, '--sse-url', pair.streamUrl, '--name', 'ours', '--pid', String(pair.process.pid)],
      ...['--headers', `Authorization: Bearer ${pair.apiKey}`],
    ]);
    return (JSON.parse(readFileSync(out, 'utf8')) as { median: GatewayMedians }).median;
  } finally {
    pair.process.kill('SIGTERM');
  }
}

interface Pair {
  readonly process: ChildProcess;
  readonly unaryUrl: string;
  readonly streamUrl: string;
  readonly apiKey: string;
}

async function startPair(root: string): Promise<Pair> {
  const child = spawn('taskset', ['-c', '0', process.execPath, '--import', 'tsx', path.join(root, 'tools', 'bench', 'pair.ts')], {
    cwd: root,
    env: { ...process.env, UNARY_UPSTREAM, STREAM_UPSTREAM },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { process: child, ...JSON.parse(line) };
  throw new Error('the local platform did not start');
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, GW_NODE: process.execPath },
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with exit code ${code}`))));
  });
}
