import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runChild, startChild } from '../../tools/emulator/child.ts';
import { root } from '../support/harness.ts';
import type { RuntimeApi } from './runtime-api.ts';

export const LAMBDA_RIC = '4.0.2';

/** Programs that compile the runtime client, and the Debian packages that hold them. */
const COMPILERS: Readonly<Record<string, string>> = {
  cmake: 'cmake',
  'g++': 'g++',
  make: 'make',
  python3: 'python3',
  xz: 'xz-utils',
};

const manifest = {
  private: true,
  dependencies: { 'aws-lambda-ric': LAMBDA_RIC },
  // Its install scripts compile the native part.
  allowScripts: { 'aws-lambda-ric': true },
};

/**
 * AWS's runtime client for Node, compiled on the first use and kept in `.cache`.
 *
 * @returns the path of its program
 * @throws Error that names the package that is missing
 */
export async function lambdaRic(): Promise<string> {
  const folder = path.join(root, '.cache', 'lambda-ric');
  const program = path.join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
  const built = path.join(folder, 'built.txt');
  const wanted = `aws-lambda-ric ${LAMBDA_RIC}, Node ${process.versions.modules}\n`;
  if (existsSync(built) && readFileSync(built, 'utf8') === wanted) return program;
  await requireCompilers();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  console.log(`compiling aws-lambda-ric ${LAMBDA_RIC}, once: about a minute`);
  const install = ['install', '--no-audit', '--no-fund', '--foreground-scripts'];
  await mustRun(`npm could not install aws-lambda-ric ${LAMBDA_RIC}`, 'npm', install, { cwd: folder });
  writeFileSync(built, wanted);
  return program;
}

async function requireCompilers(): Promise<void> {
  const found = await Promise.all(
    Object.keys(COMPILERS).map((program) =>
      runChild(program, ['--version']).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = Object.values(COMPILERS).filter((_, index) => !found[index]);
  if (missing.length === 0) return;
  if (process.env.CI !== 'true' || process.getuid?.() !== 0) {
    throw new Error(
      `compiling aws-lambda-ric needs ${missing.join(', ')}; install them, e.g. apt-get install ${missing.join(' ')}`,
    );
  }
  await mustRun('apt-get update failed', 'apt-get', ['update', '-qq']);
  await mustRun(`apt-get could not install ${missing.join(', ')}`, 'apt-get', ['install', '-y', '-qq', ...missing]);
}

/** A Lambda execution environment: one process of the runtime client with one bundle. */
export interface ExecutionEnvironment {
  /** Everything written to standard output and standard error. */
  readonly log: () => string;
  readonly isAlive: () => boolean;
  /** Resolves when the process has ended by itself. */
  readonly ended: Promise<void>;
}

/** Starts a bundle under the runtime client, with the environment variables of Lambda and these. */
export function startFunction(
  ric: string,
  api: RuntimeApi,
  bundle: string,
  variables: Readonly<Record<string, string>>,
): ExecutionEnvironment {
  const child = startChild(process.execPath, [ric, 'index.handler'], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: bundle,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${bundle}`,
      AWS_LAMBDA_LOG_STREAM_NAME: 'under-test',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: path.join(root, 'dist', 'bundles', bundle),
      _HANDLER: 'index.handler',
      AWS_LAMBDA_RUNTIME_API: api.address,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      api.abandon(new Error(`the runtime ended:\n${Buffer.concat(said).toString().trimEnd().slice(-1000)}`));
      resolve();
    });
  });
  return {
    log: () => Buffer.concat(said).toString(),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    ended,
  };
}
