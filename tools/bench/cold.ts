import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, round } from './medians.ts';

/** What loading a bundle costs before its first event, over loading an empty handler: medians. */
export interface ColdLoad {
  readonly bundle: string;
  /** Of all files that loading reads. */
  readonly kilobytes: number;
  /** CPU milliseconds until the handler is there. */
  readonly cpuMs: number;
  /** The same, and what it does by itself afterwards: the router signs its call to AppConfig. */
  readonly startedCpuMs: number;
}

// CPU time of the whole process but for Node's own start, which `performance.nodeTiming` and the empty handler cancel out.
const PROBE = `
  const begin = process.cpuUsage();
  const spent = () => { const { user, system } = process.cpuUsage(begin); return (user + system) / 1000; };
  require(process.argv[1]);
  const loaded = spent();
  const bytes = Object.keys(require.cache).reduce((sum, file) => sum + require('node:fs').statSync(file).size, 0);
  setTimeout(() => { console.log('probe ' + JSON.stringify({ loaded, started: spent(), bytes })); process.exit(); }, 150);`;

/** The adapters that a deployed function loads. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  // Nobody listens there.
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  ROUTER_CONFIG: 'appconfig:application/environment/profile',
  USAGE_LEDGER: 'dynamodb:usage',
  SECRETS: 'secretsmanager:',
  API_KEYS: 'dynamodb:api-keys',
  API_KEY_PEPPER: 'secretsmanager:pepper',
};

/** The functions that a client waits for. */
const ON_THE_WAY = ['authorizer', 'router'];

/** Loads each bundle in fresh processes, in turn with an empty handler, as Lambda does at a cold start. */
export function coldLoads(bundles: string, runs: number): ColdLoad[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'cold-'));
  try {
    const empty = path.join(folder, 'index.js');
    writeFileSync(empty, 'exports.handler=async()=>({});');
    return ON_THE_WAY.map((bundle) => {
      const file = path.join(bundles, bundle, 'index.js');
      const over = Array.from({ length: runs }, () => difference(probe(file), probe(empty)));
      return {
        bundle,
        kilobytes: Math.round(median(over.map(({ bytes }) => bytes)) / 1024),
        cpuMs: round(median(over.map(({ loaded }) => loaded))),
        startedCpuMs: round(median(over.map(({ started }) => started))),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Probe {
  readonly loaded: number;
  readonly started: number;
  readonly bytes: number;
}

const difference = (a: Probe, b: Probe): Probe => ({
  loaded: a.loaded - b.loaded,
  started: a.started - b.started,
  bytes: a.bytes,
});

function probe(file: string): Probe {
  const output = execFileSync(process.execPath, ['-e', PROBE, file], {
    encoding: 'utf8',
    env: { ...process.env, ...ENVIRONMENT },
  });
  return JSON.parse(/^probe (.+)$/m.exec(output)?.[1] ?? '{}') as Probe;
}
