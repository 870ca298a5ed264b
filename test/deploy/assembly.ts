import path from 'node:path';
import { mustRun } from '../../tools/emulator/child.ts';
import { root } from '../support/harness.ts';

/** The two regions that are deployed, the primary one first. */
export const REGIONS = ['us-east-1', 'eu-west-1'] as const;
export const CONFIG = path.join(root, 'test', 'deploy', 'deployed-platform.ts');

/** The command line of this project, as `npx blueprint` runs it. */
export const BLUEPRINT = ['--disable-warning=ExperimentalWarning', '--import', 'tsx', path.join(root, 'bin', 'blueprint.ts')];

export interface Assembly {
  readonly folder: string;
  /** Those of `REGIONS`, and the global one, which lives in the first. */
  readonly stacks: readonly { readonly stack: string; readonly region: string; readonly resources: number }[];
}

/** Synthesises the preset. What is deployed is exactly this folder. */
export async function synthesise(folder: string): Promise<Assembly> {
  // `npm run synth` validates; here only the templates are wanted.
  const args = [...BLUEPRINT, 'synth', '--config', CONFIG, '--out', folder, '--json', '--no-validate'];
  const said = await mustRun('the platform cannot be synthesised', process.execPath, args, { cwd: root });
  const { stacks } = JSON.parse(said) as Pick<Assembly, 'stacks'>;
  return { folder, stacks: stacks.filter(({ region }) => REGIONS.some((deployed) => deployed === region)) };
}
