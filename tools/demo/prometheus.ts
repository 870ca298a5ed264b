import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../emulator/free-port.ts';
import { startReady } from '../emulator/start-ready.ts';

/** A Prometheus of our own on loopback. */
export interface Prometheus {
  readonly url: string;
  /** The member `data` of an answer of its API. */
  readonly get: (route: string, query?: Readonly<Record<string, string>>) => Promise<unknown>;
}

/** Addresses and paths by job. */
export type Targets = Readonly<Record<string, { readonly address: string; readonly path: string }>>;

/** What it watches, and whom it tells. */
export interface Watched {
  readonly rules: readonly string[];
  readonly targets: Targets;
  /** Address of an Alertmanager. */
  readonly alertmanager: string;
  /** @default - a port that is free */
  readonly port?: number;
}

/**
 * Starts one that scrapes and evaluates every second, and keeps exemplars. It ends with this program.
 *
 * @throws Error with the end of its log when it does not start
 */
export async function startPrometheus(
  program: string,
  folder: string,
  { rules, targets, alertmanager, port: wanted = 0 }: Watched,
): Promise<Prometheus> {
  const config = stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    storage: { exemplars: { max_exemplars: 10_000 } },
    rule_files: rules,
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: Object.entries(targets).map(([job, { address, path: metricsPath }]) => ({
      job_name: job,
      metrics_path: metricsPath,
      honor_labels: true,
      static_configs: [{ targets: [address] }],
    })),
  });
  return runPrometheus(program, folder, config, ['--enable-feature=exemplar-storage'], wanted);
}

/**
 * Starts one with this configuration. It ends with this program.
 *
 * @param options of its command line
 * @param wanted its port; 0 takes one that is free
 * @throws Error with the end of its log when it does not start
 */
export async function runPrometheus(
  program: string,
  folder: string,
  configuration: string,
  options: readonly string[],
  wanted = 0,
): Promise<Prometheus> {
  mkdirSync(folder, { recursive: true });
  const config = path.join(folder, 'prometheus.yml');
  writeFileSync(config, configuration);
  const address = `127.0.0.1:${wanted || (await freePort())}`;
  const url = `http://${address}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${path.join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
    ...options,
  ];
  const logFile = path.join(folder, 'prometheus.log');
  await startReady({ name: 'Prometheus', command: program, args, readyUrl: `${url}/-/ready`, logFile, cwd: folder });
  return { url, get: (route, query = {}) => answer(`${url}/api/v1/${route}?${new URLSearchParams(query)}`) };
}

async function answer(url: string): Promise<unknown> {
  const response = await fetch(url);
  const { status, data, error } = (await response.json()) as { status: string; data?: unknown; error?: string };
  if (status !== 'success') throw new Error(`${url}: ${error}`);
  return data;
}
