import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN_KEY_VARIABLE } from '../../services/serving/engine/triton-command.ts';
import { startChild } from '../emulator/child.ts';
import { freePort } from '../emulator/free-port.ts';
import { type InstalledTriton, writeBackends } from './installed.ts';

/** A running Triton server. */
export interface Triton {
  /** Up to, not including, `/v2`. */
  readonly url: string;
  /** What the server and its models have written. */
  readonly log: () => string;
  /** What Prometheus would scrape. */
  readonly metrics: () => Promise<string>;
  readonly load: (model: string) => Promise<void>;
  /** Its requests are answered with 404 from then on. */
  readonly unload: (model: string) => Promise<void>;
  /** The header that opens what is restricted. */
  readonly admin: Readonly<Record<string, string>>;
  /** Tells it to stop, as kubelet does, and gives the exit code. */
  readonly stop: () => Promise<number | null>;
  readonly differences: Differences;
}

/** How its options differ from those of the command that it was started with. */
export interface Differences {
  readonly kept: readonly string[];
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

/** Where, and with what, a server runs that is not in a pod. */
export interface TritonPlace {
  /** Folder of models, all of which are loaded. */
  readonly repository: string;
  /** Folder for its log and its backends. */
  readonly work: string;
}

/** Segments of the Python backend stay behind when it is killed. */
const SHARED_MEMORY = '/dev/shm';

const LOOPBACK = { 'http-address': '127.0.0.1', 'metrics-address': '127.0.0.1' };

/**
 * Starts Triton on free loopback ports with the command of a pod. It ends with this program.
 *
 * @throws Error with the end of its log when it does not start
 */
export async function startTriton(installed: InstalledTriton, command: readonly string[], place: TritonPlace): Promise<Triton> {
  const backends = path.join(place.work, 'backends');
  const logFile = path.join(place.work, 'triton.log');
  writeBackends(installed, backends);
  const [port, metricsPort] = [await freePort(), await freePort()];
  const region = `blueprint-triton-${process.pid}-${port}-`;
  const key = randomBytes(16).toString('hex');
  const here = { 'model-repository': place.repository, 'http-port': port, 'metrics-port': metricsPort, ...LOOPBACK };
  const options = command.slice(1).map((option) => optionHere(option, here).replace(`$(${ADMIN_KEY_VARIABLE})`, key));
  const added = [`--backend-directory=${backends}`, `--backend-config=python,shm-region-prefix-name=${region}`];
  process.once('exit', () => {
    for (const name of readdirSync(SHARED_MEMORY)) {
      if (name.startsWith(region)) rmSync(path.join(SHARED_MEMORY, name), { force: true });
    }
  });
  const out = openSync(logFile, 'w');
  const child = startChild(installed.server, [...options, ...added], {
    env: { PATH: process.env.PATH, HOME: place.work, LANG: 'C.UTF-8', LD_LIBRARY_PATH: installed.libraries },
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
  const admin = { [restrictedBy(command)]: key };
  const control = async (model: string, verb: 'load' | 'unload') => {
    const response = await fetch(`${url}/v2/repository/models/${model}/${verb}`, { method: 'POST', headers: admin });
    if (!response.ok) throw new Error(`Triton does not ${verb} ${model}: ${await response.text()}`);
  };
  return {
    ...{ url, log, admin },
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    load: (model) => control(model, 'load'),
    unload: (model) => control(model, 'unload'),
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      return (await exited)[0] as number | null;
    },
    differences: {
      kept: options.filter((option) => command.includes(option)),
      changed: options.filter((option) => !command.includes(option)),
      added: added.map((option) => option.replace(/=.*/, '')),
    },
  };
}

/** An option of the pod, with the value that it has on this machine. */
function optionHere(option: string, here: Readonly<Record<string, string | number>>): string {
  const [name = ''] = option.slice(2).split('=');
  return Object.hasOwn(here, name) ? `--${name}=${here[name]}` : option;
}

/** The name of the header that restricted APIs ask for. */
const restrictedBy = (command: readonly string[]): string =>
  command.map((option) => /^--http-restricted-api=[^:]+:([^=]+)=/.exec(option)?.[1]).find((name) => name !== undefined) ?? '';

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v2/health/ready`).catch(() => undefined);
  return response?.ok === true;
}
