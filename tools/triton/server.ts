import { openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChild } from '../emulator/child.ts';
import { freePort } from '../emulator/free-port.ts';
import { type InstalledTriton, writeBackends } from './installed.ts';

/** A running Triton server. */
export interface Triton {
  /** Up to, not including, `/v2`. */
  readonly url: string;
  /** What the server and its models have written. */
  readonly log: () => string;
  readonly load: (model: string) => Promise<void>;
  /** Its requests are answered with 404 from then on. */
  readonly unload: (model: string) => Promise<void>;
}

/** Segments of the Python backend stay behind when it is killed. */
const SHARED_MEMORY = '/dev/shm';

/**
 * Starts Triton on a free loopback port, with explicit model control. It ends with this program.
 *
 * @param repository folder of models, all of which are loaded
 * @param work folder for its log and its backends
 * @throws Error with the end of its log when it does not start
 */
export async function startTriton(installed: InstalledTriton, repository: string, work: string): Promise<Triton> {
  const backends = path.join(work, 'backends');
  const logFile = path.join(work, 'triton.log');
  writeBackends(installed, backends);
  const port = await freePort();
  const region = `blueprint-triton-${process.pid}-${port}-`;
  const out = openSync(logFile, 'w');
  const args = [
    ...['--model-repository', repository, '--backend-directory', backends],
    ...['--model-control-mode=explicit', '--load-model=*', '--disable-auto-complete-config'],
    ...[`--http-address=127.0.0.1`, `--http-port=${port}`, '--allow-grpc=false', '--allow-metrics=false'],
    `--backend-config=python,shm-region-prefix-name=${region}`,
  ];
  process.once('exit', () => {
    for (const name of readdirSync(SHARED_MEMORY)) {
      if (name.startsWith(region)) rmSync(path.join(SHARED_MEMORY, name), { force: true });
    }
  });
  const child = startChild(installed.server, args, {
    env: { PATH: process.env.PATH, HOME: work, LANG: 'C.UTF-8', LD_LIBRARY_PATH: installed.libraries },
    stdio: ['ignore', out, out],
  });
  const log = () => readFileSync(logFile, 'utf8');
  const url = `http://127.0.0.1:${port}`;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`Triton did not start on port ${port}:\n${log().trimEnd().split('\n').slice(-20).join('\n')}`);
    }
    await sleep(50);
  }
  const control = async (model: string, verb: 'load' | 'unload') => {
    const response = await fetch(`${url}/v2/repository/models/${model}/${verb}`, { method: 'POST' });
    if (!response.ok) throw new Error(`Triton does not ${verb} ${model}: ${await response.text()}`);
  };
  return { url, log, load: (model) => control(model, 'load'), unload: (model) => control(model, 'unload') };
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v2/health/ready`).catch(() => undefined);
  return response?.ok === true;
}
