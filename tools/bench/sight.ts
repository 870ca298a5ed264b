import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { median, round } from './medians.ts';

/** One way to observe a router. */
export interface SightVariant {
  readonly name: string;
  readonly logs: boolean;
  readonly metrics?: 'prometheus' | 'cloudwatch';
  /** Share of the requests that are traced. */
  readonly traced: number;
}

/** Nothing, each alone, and what is on together on the local platform and in AWS. CloudWatch's metrics are part of the log line. */
export const SIGHT_VARIANTS: readonly SightVariant[] = [
  { name: 'nothing', logs: false, traced: 0 },
  { name: 'logs', logs: true, traced: 0 },
  { name: 'metrics (Prometheus)', logs: false, metrics: 'prometheus', traced: 0 },
  { name: 'traces, every request', logs: false, traced: 1 },
  { name: 'traces, one in twenty', logs: false, traced: 0.05 },
  { name: 'logs with metrics (CloudWatch)', logs: true, metrics: 'cloudwatch', traced: 0 },
  { name: 'logs, metrics (Prometheus), traces of one in twenty', logs: true, metrics: 'prometheus', traced: 0.05 },
  { name: 'logs, metrics (Prometheus), every trace', logs: true, metrics: 'prometheus', traced: 1 },
];

/** What observing costs: medians over rounds. */
export interface SightCost {
  readonly observed: string;
  /** CPU microseconds of a request in the router, its upstream answering at once. */
  readonly cpuUs: number;
  /** Over a router that nobody observes. */
  readonly overNothingUs: number;
}

/** Requests of a pass: enough for the exporter to send several batches. */
const REQUESTS = 8_000;

/**
 * Each round is a process of its own with a collector beside it, whose CPU is not counted.
 *
 * @param requests of each pass. @default 8000
 */
export async function sightCosts(rounds: number, requests = REQUESTS): Promise<SightCost[]> {
  const samples: (readonly number[])[] = [];
  for (let each = 0; each < rounds; each++) samples.push(await roundOf(requests));
  return SIGHT_VARIANTS.map(({ name }, index) => ({
    observed: name,
    cpuUs: round(median(samples.map((sample) => sample[index] ?? Number.NaN))),
    overNothingUs: round(median(samples.map((sample) => (sample[index] ?? Number.NaN) - (sample[0] ?? Number.NaN)))),
  }));
}

async function roundOf(requests: number): Promise<readonly number[]> {
  const collector = fork(path.join(__dirname, 'sight-collector.ts'), { execArgv: TYPESCRIPT });
  try {
    const [url] = (await once(collector, 'message')) as [string];
    const child = fork(path.join(__dirname, 'sight-once.ts'), [String(requests)], {
      execArgv: ['--max-semi-space-size=8', ...TYPESCRIPT],
      env: { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: url },
      // The log is written, and read by nobody.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.send(SIGHT_VARIANTS);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the router that is measured ended with exit code ${code}`);
    });
    // It ends after its figures too.
    ended.catch(() => undefined);
    const [figures] = (await Promise.race([once(child, 'message'), ended])) as [readonly number[]];
    return figures;
  } finally {
    collector.kill();
  }
}

const TYPESCRIPT = ['--import', 'tsx'];
