import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type PolicyFiles, writePolicies } from './policies.ts';
import type { Samples } from './samples.ts';

/** Nobody between the load and its upstream; two proxies that do nothing but pass on; a gateway. */
const PEERS = ['direct', 'nginx', 'node-undici', 'portkey'];

/** The local platform, with what an empty configuration has, and with every policy that a request can pass. */
const OURS = 'ours';
export const OURS_WITH_POLICIES = 'ours, all policies on';

const UNARY_UPSTREAM = 'http://127.0.0.1:9101/v1';
const STREAM_UPSTREAM = 'http://127.0.0.1:9102/v1';

/**
 * Runs the shared gateway benchmark (a copy of it: it writes beside itself) with the local platform among its targets.
 * The benchmark's unary and streaming upstreams differ, so two platforms run under one parent, whose CPU time it reads.
 *
 * LiteLLM is among the peers when the environment says where it is: `LITELLM=<its program>`.
 *
 * @throws Error that names what is missing: the benchmark, or a program it needs
 */
export async function gatewaySamples(root: string, rounds: number): Promise<Samples> {
  const shared = path.join(root, '..', 'shared', 'bench', 'gateway');
  if (!existsSync(shared)) throw new Error(`the shared benchmark is not at ${shared}; run with --only cold,synth`);
  const missing = ['wrk', 'nginx', 'taskset'].filter((program) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) throw new Error(`not installed: ${missing.join(', ')}; apt-get install -y wrk nginx-light util-linux`);

  const cache = path.join(root, '.cache', 'bench');
  const bench = path.join(cache, 'gateway');
  const varied = path.join(cache, 'gateway-varied');
  for (const copy of [bench, varied]) cpSync(shared, copy, { recursive: true, force: true });
  appendFileSync(path.join(varied, 'post.lua'), NO_TWO_ALIKE);
  mkdirSync(path.join(cache, 'peers'), { recursive: true });
  const plain = await startPair(root);
  const guarded = await startPair(root, writePolicies(cache));
  const peers = [...PEERS, ...(process.env.LITELLM ? ['litellm'] : [])];
  const samples: Mutable = {};
  try {
    // In turn, round by round, so that all of them see the same machine as its speed drifts.
    for (let round = 0; round < rounds; round++) {
      await measure(bench, ['--targets', peers.join(',')], samples);
      await measurePair(bench, OURS, plain, samples);
      await measurePair(varied, OURS_WITH_POLICIES, guarded, samples);
    }
  } finally {
    for (const pair of [plain, guarded]) pair.process.kill('SIGTERM');
  }
  return samples;
}

/** A request that has been answered before would be answered from the cache, and never reach the upstream. */
const NO_TWO_ALIKE = `
local run, asked = os.time(), 0
request = function()
  asked = asked + 1
  return wrk.format(nil, nil, nil, (string.gsub(wrk.body, "short sentence", "short sentence, number " .. run .. asked)))
end
`;

async function measurePair(bench: string, name: string, pair: Pair, samples: Mutable): Promise<void> {
  await measure(
    bench,
    [
      ...['--no-direct', '--url', pair.unaryUrl, '--sse-url', pair.streamUrl, '--name', name, '--pid', String(pair.process.pid)],
      ...['--headers', `Authorization: Bearer ${pair.apiKey}`],
    ],
    samples,
  );
  append(samples, name, { rss_load_mb: [residentMb(pair.unaryPid)] });
}

type Mutable = Record<string, Record<string, number[]>>;

async function measure(bench: string, args: readonly string[], samples: Mutable): Promise<void> {
  const out = path.join(bench, 'round.json');
  await run('bash', [path.join(bench, 'bench.sh'), '--rounds', '1', '--out', out, ...args]);
  const { raw } = JSON.parse(readFileSync(out, 'utf8')) as { raw: Samples };
  for (const [name, { rss_load_mb, ...figures }] of Object.entries(raw)) {
    // The benchmark adds up our two processes; the one that was under load is measured by itself.
    append(samples, name, name.startsWith(OURS) || rss_load_mb === undefined ? figures : { ...figures, rss_load_mb });
  }
}

function append(samples: Mutable, name: string, figures: Samples[string]): void {
  samples[name] ??= {};
  for (const [figure, values] of Object.entries(figures)) samples[name][figure] = [...(samples[name][figure] ?? []), ...values];
}

function residentMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}

interface Pair {
  readonly process: ChildProcess;
  readonly unaryUrl: string;
  readonly streamUrl: string;
  readonly apiKey: string;
  readonly unaryPid: number;
}

async function startPair(root: string, configs?: PolicyFiles): Promise<Pair> {
  const child = spawn('taskset', ['-c', '0', process.execPath, '--import', 'tsx', path.join(root, 'tools', 'bench', 'pair.ts')], {
    cwd: root,
    env: {
      ...process.env,
      ...{ UNARY_UPSTREAM, STREAM_UPSTREAM },
      ...(configs && { UNARY_CONFIG: configs.unary, STREAM_CONFIG: configs.stream }),
    },
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
