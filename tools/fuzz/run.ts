import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Command, InvalidArgumentError } from 'commander';
import { median } from '../bench/medians.ts';
import { requireBundles } from '../local/lambda-runtime.ts';
import { campaign, type Finding, judged, type Outcome } from './campaign.ts';
import { configuration } from './configuration.ts';
import { corpus } from './corpus.ts';
import { inputs } from './inputs.ts';
import { loadRouter, type RouterUnderTest } from './router-under-test.ts';
import { problemOfReservations } from './settled.ts';
import { shrunk } from './shrink.ts';
import { startUpstream } from './upstream.ts';

/** What the heap may differ by between the first tenth and the last: caches that fill, counters of the running minute. */
const ALLOWED_GROWTH_BYTES = 12 * 1024 * 1024;

/** With fewer, the first tenth is what V8 and the caches take before they are warm. */
const REQUESTS_TO_WARM_UP = 3_000;

/** `npm run fuzz`: requests that nobody should send, against the built router bundle in this process. */
async function main(): Promise<void> {
  const options = new Command('fuzz')
    .option('--requests <n>', 'how many', wholeNumber, 20_000)
    .option('--seed <n>', 'repeats a run', wholeNumber, Date.now() % 1_000_000_007)
    .option('--out <file>', 'where the events of what fails are written', path.join('.cache', 'fuzz-findings.json'))
    .parse()
    .opts<{ requests: number; seed: number; out: string }>();
  requireBundles('router');
  const say = process.stdout.write.bind(process.stdout);
  const seeds = corpus();
  say(`seed ${options.seed}: ${options.requests} requests; mutations begin with ${seeds.from}\n`);

  const upstream = await startUpstream();
  const router = loadRouter(configuration(upstream));
  const startedAt = performance.now();
  const source = inputs(options.seed, options.requests, seeds);
  const outcome = await campaign(router, source, { total: options.requests, measureHeap: heapMeter() });
  const seconds = (performance.now() - startedAt) / 1000;
  const problems = [growthOf(outcome, options.requests), await problemOfReservations(router, upstream)].filter(
    (problem) => problem !== undefined,
  );
  const findings = [...outcome.findings.values(), ...problems.map((problem): Finding => ({ problem, count: 1 }))];

  say(`${Math.round(options.requests / seconds)} requests/s, ${seconds.toFixed(1)} s\n`);
  for (const [status, count] of [...outcome.counts].sort(([a], [b]) => String(a).localeCompare(String(b))))
    say(`  ${status}: ${count}\n`);
  say(
    `heap after collection: ${megabytes(tenths(outcome).first)} in the first tenth, ${megabytes(tenths(outcome).last)} in the last\n`,
  );
  if (findings.length > 0) await report(findings, router, options.out, say);
  else say('nothing found\n');
  router.close();
  await upstream.close();
  // Watchers and kept connections of the router are still there.
  process.exit(findings.length > 0 ? 1 : 0);
}

async function report(findings: readonly Finding[], router: RouterUnderTest, file: string, say: (text: string) => void) {
  const written = [];
  for (const { problem, input, count } of findings) {
    say(`${count} x ${problem}\n`);
    if (input === undefined) continue;
    const alike = (other: string | undefined) => other?.slice(0, 20) === problem.slice(0, 20);
    const event = await shrunk(input.event, async (less) => alike(await judged(router, { ...input, event: less })));
    written.push({ problem, count, index: input.index, leaveAfter: input.leaveAfter, event });
  }
  if (written.length === 0) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(written, null, 2)}\n`);
  say(`the smallest events that show it are in ${path.resolve(file)}\n`);
}

function heapMeter(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}

function tenths({ heap }: Outcome): { first: number; last: number } {
  const size = Math.ceil(heap.length / 10);
  return { first: median(heap.slice(0, size)), last: median(heap.slice(-size)) };
}

function growthOf(outcome: Outcome, requests: number): string | undefined {
  if (requests < REQUESTS_TO_WARM_UP) return undefined;
  const { first, last } = tenths(outcome);
  return last - first > ALLOWED_GROWTH_BYTES ? `the heap grew from ${megabytes(first)} to ${megabytes(last)}` : undefined;
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = 1;
});
