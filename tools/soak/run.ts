import { Command, InvalidArgumentError } from 'commander';
import { startRedis } from '../../test/support/redis-server.ts';
import { randomFrom } from '../fuzz/random.ts';
import { requireBundles } from '../local/lambda-runtime.ts';
import { startSoaked } from './platform.ts';
import { type SoakResult, soak } from './soak.ts';
import { startFaultyUpstream } from './upstream.ts';

/** `npm run soak`: the local platform in front of upstreams that fail at random; afterwards everything has to balance. */
async function main(): Promise<void> {
  const { minutes, clients, seed, redis } = new Command('soak')
    .option('--minutes <n>', 'how long, e.g. 0.25', positive, 10)
    .option('--clients <n>', 'how many ask at the same time', positive, 48)
    .option('--seed <n>', "of the faults and the clients' choices; what meets what depends on time too", positive, 1)
    .option('--redis', 'quota and breakers in a redis-server of our own')
    .parse()
    .opts<{ minutes: number; clients: number; seed: number; redis?: true }>();
  requireBundles('authorizer', 'router');
  const random = randomFrom(seed);
  const upstreams = { shaky: await startFaultyUpstream(random), flapping: await startFaultyUpstream(random) };
  const server = redis && (await startRedis());
  const platform = await startSoaked(upstreams, server?.url ?? 'memory:');
  try {
    const startedAt = Date.now();
    const result = await soak(platform, upstreams, { seconds: minutes * 60, clients, random });
    report(result, (Date.now() - startedAt) / 1000);
    platform.signal('SIGTERM');
    const { code } = await platform.exited;
    process.stdout.write(`the platform ended with exit code ${code}\n`);
    if (result.problems.length > 0 || code !== 0) process.exitCode = 1;
  } finally {
    await platform.stop();
    await Promise.all([upstreams.shaky.close(), upstreams.flapping.close(), server?.stop()]);
  }
}

function report({ seen, watched, facts, problems }: SoakResult, seconds: number): void {
  const say = (text: string) => process.stdout.write(`${text}\n`);
  say(`${seen.length} requests in ${seconds.toFixed(0)} s`);
  const counts = new Map<string, number>();
  for (const { end, status, body } of seen) {
    const key = end === 'whole' ? `${status} ${/"code":"(\w+)"/.exec(body)?.[1] ?? ''}` : end;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of [...counts].sort()) say(`  ${key}: ${count}`);
  for (const fact of facts) say(fact);
  const health = watched.health.toSorted((a, b) => a - b);
  const at = (share: number) => health[Math.floor(share * (health.length - 1))]?.toFixed(1);
  say(`health check ms: p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`);
  const kinds = new Map<string, { example: string; count: number }>();
  for (const problem of problems) {
    const kind = problem.replaceAll(/[\da-f]{8}-[\da-f-]+|\d+/g, '#').slice(0, 100);
    kinds.set(kind, { example: problem, count: (kinds.get(kind)?.count ?? 0) + 1 });
  }
  for (const { example, count } of kinds.values()) say(`${count} x ${example.slice(0, 500)}`);
  say(problems.length === 0 ? 'everything balances' : `${problems.length} problems`);
}

function positive(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
