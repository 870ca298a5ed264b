import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median, round } from './medians.ts';

/** What loading a bundle costs before its first event. */
export interface ColdLoad {
  readonly bundle: string;
  readonly kilobytes: number;
  /** CPU milliseconds over loading an empty handler, median. */
  readonly cpuMs: number;
}

// CPU time of the whole process but for Node's own start, which `performance.nodeTiming` and the empty handler cancel out.
const PROBE =
  'const b=process.cpuUsage();require(process.argv[1]);const u=process.cpuUsage(b);console.log("loaded",(u.user+u.system)/1000);process.exit()';

/** The adapters that a deployed function loads. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  ROUTER_CONFIG: 'appconfig:application/environment/profile',
  USAGE_LEDGER: 'dynamodb:usage',
  SECRETS: 'secretsmanager:',
  API_KEYS: 'dynamodb:api-keys',
  API_KEY_PEPPER: 'secretsmanager:pepper',
};

/** Loads each bundle in fresh processes, in turn with an empty handler, as Lambda does at a cold start. */
export function coldLoads(bundles: string, runs: number): ColdLoad[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'cold-'));
  try {
    const empty = path.join(folder, 'index.js');
    writeFileSync(empty, 'exports.handler=async()=>({});');
    return readdirSync(bundles).map((bundle) => {
      const file = path.join(bundles, bundle, 'index.js');
      const over = Array.from({ length: runs }, () => loadMs(file) - loadMs(empty));
      return { bundle, kilobytes: Math.round(statSync(file).size / 1024), cpuMs: round(median(over)) };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function loadMs(file: string): number {
  const output = execFileSync(process.execPath, ['-e', PROBE, file], {
    encoding: 'utf8',
    env: { ...process.env, ...ENVIRONMENT },
  });
  return Number(/^loaded (\S+)$/m.exec(output)?.[1]);
}
