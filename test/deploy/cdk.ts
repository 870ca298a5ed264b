import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Ended, mustRun, runChild } from '../../tools/emulator/child.ts';
import { root } from '../support/harness.ts';
import { type Assembly, REGIONS } from './assembly.ts';

/** The emulator's only account. */
const ACCOUNT = '000000000000';

/** What programs need to take the emulator for AWS. Nothing else of this machine's environment: no profile, no key, no other endpoint. */
export function environment(url: string, work: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: work,
    LANG: 'C.UTF-8',
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGIONS[0],
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

/** Outputs by stack, then by name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>;

export interface Cdk {
  bootstrap(): Promise<void>;
  /** Deploys every stack of the assembly, four at a time where they do not wait for each other. */
  deploy(): Promise<Ended>;
  outputs(): Outputs;
}

/** The CDK's own command line on a synthesised assembly. */
export function cdk(assembly: Assembly, url: string, work: string): Cdk {
  const program = path.join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const outputs = path.join(work, 'outputs.json');
  const common = [program, '--app', assembly.folder, '--no-notices', '--no-color', '--output', path.join(work, 'cdk.out')];
  const options = { cwd: work, env: environment(url, work) };
  const stacks = assembly.stacks.map(({ stack }) => stack);
  return {
    bootstrap: async () => {
      const environments = REGIONS.map((region) => `aws://${ACCOUNT}/${region}`);
      await mustRun('cdk bootstrap failed', process.execPath, [...common, 'bootstrap', ...environments], options);
    },
    deploy: () => {
      const how = ['--require-approval', 'never', '--concurrency', '4', '--outputs-file', outputs];
      return runChild(process.execPath, [...common, 'deploy', ...stacks, ...how], options);
    },
    outputs: () => JSON.parse(readFileSync(outputs, 'utf8')) as Outputs,
  };
}
