import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { redisProgram, startRedis } from '../../test/support/redis-server.ts';
import { words } from '../../test/triton/definitions.ts';
import { podCommand } from '../../test/triton/pods.ts';
import { writeRepository } from '../../test/triton/setup.ts';
import { startLoopbackServer } from '../emulator/loopback-server.ts';
import { randomFrom } from '../fuzz/random.ts';
import { installedTriton } from '../triton/installed.ts';
import { startTriton } from '../triton/server.ts';
import { type Arrival, arrivalsIn, madeUpArrivals } from './arrivals.ts';
import { type Door, startDoor } from './door.ts';
import type { Targets } from './prometheus.ts';
import { startRedisExporter } from './redis-exporter.ts';

const root = path.join(__dirname, '..', '..');

/** A part that the demo can do without: it is there behind its door, or a sentence says how to get it. */
export type Part = { readonly door: Door; readonly targets: Targets } | { readonly missing: string };

/** A Redis of our own, and an exporter where there is one. */
export async function redisPart(): Promise<Part> {
  if (redisProgram === undefined) {
    return { missing: 'Redis: quota, breakers and cache are kept in the process (Debian: apt-get install redis-server)' };
  }
  const { port, folder } = await startRedis();
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const door = await startDoor(port);
  const address = await startRedisExporter(`redis://127.0.0.1:${door.port}`);
  return { door, targets: address === undefined ? {} : { redis: { address, path: '/metrics' } } };
}

/** A real Triton with the model of the tests, where `npm run test:triton` has installed it: the demo loads nothing by itself. */
export async function tritonPart(folder: string, wanted: boolean): Promise<Part> {
  if (!wanted) return { missing: 'Triton: left out by --no-triton' };
  if (!existsSync(path.join(root, '.cache', 'triton-venv'))) {
    return { missing: 'Triton: mock upstreams answer for it (npm run test:triton installs it, 350 MB in .cache)' };
  }
  try {
    const repository = path.join(folder, 'models');
    writeRepository(repository, [words]);
    const triton = await startTriton(await installedTriton(), podCommand(), { repository, work: folder });
    const door = await startDoor(Number(new URL(triton.url).port));
    // Prometheus misses it as the platform does.
    const { address } = await startLoopbackServer(async (_, response) => {
      const up = await fetch(`http://127.0.0.1:${door.port}/v2/health/ready`).catch(() => undefined);
      response.writeHead(up?.ok ? 200 : 503, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(up?.ok ? await triton.metrics() : '');
    });
    return { door, targets: { triton: { address, path: '/metrics' } } };
  } catch (error) {
    return {
      missing: `Triton: mock upstreams answer for it, since it does not start: ${error instanceof Error ? error.message : error}`,
    };
  }
}

const AZURE = path.join(root, '..', 'shared', 'data', 'traces-azure', 'data', 'AzureLLMInferenceTrace_code.csv');

/**
 * What is replayed, and where it is from, in words.
 *
 * @throws Error when the file that was asked for is not there or is none
 */
export function arrivalsFor(file: string | undefined): { readonly arrivals: readonly Arrival[]; readonly from: string } {
  if (file !== undefined && !existsSync(file))
    throw new Error(`there is no trace at '${file}'; name another by --trace, or none`);
  const trace = file ?? (existsSync(AZURE) ? AZURE : undefined);
  if (trace !== undefined) return { arrivals: arrivalsIn(readFileSync(trace, 'utf8')), from: path.basename(trace) };
  return {
    arrivals: madeUpArrivals(randomFrom(1)),
    from: 'arrivals by chance, seed 1, for there is no trace in ../shared/data/traces-azure',
  };
}
