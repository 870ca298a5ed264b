import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createApp } from '../../lib/app.ts';
import type { PlatformConfig } from '../../lib/config/platform-config.ts';
import { createPlatform } from '../../lib/platform.ts';
import type { StackSummary } from './stack-table.ts';

export interface SynthOptions {
  readonly config: PlatformConfig;
  /** Absolute. An earlier synthesis in it is replaced; anything else in it is an error. */
  readonly out: string;
  /** Run the CloudFormation validator and the policy packs. */
  readonly validate: boolean;
  /** ISO date against which acknowledgements expire. */
  readonly today: string;
}

/**
 * Synthesises a platform into a folder.
 *
 * @throws Error when the folder holds something else, or a validator found something: the message lists every finding
 */
export async function synth({ config, out, validate, today }: SynthOptions): Promise<readonly StackSummary[]> {
  clear(out);
  const app = createApp({ outdir: out, builtinCloudFormationValidation: validate });
  createPlatform(app, config);
  // cdk-nag takes longer to load than three regions take to synthesise, so it is loaded only where it is asked for.
  if (validate) (await import('../../lib/policy/checks.ts')).applyPolicy(app, today);
  return app.synth().stacks.map((artifact) => {
    const template = readFileSync(artifact.templateFullPath);
    const { Resources = {} } = JSON.parse(template.toString('utf8')) as { Resources?: object };
    return {
      stack: artifact.stackName,
      region: artifact.environment.region,
      resources: Object.keys(Resources).length,
      bytes: template.byteLength,
    };
  });
}

function clear(out: string): void {
  if (!existsSync(out) || readdirSync(out).length === 0) return;
  if (!existsSync(path.join(out, 'cdk.out'))) {
    throw new Error(`${out} is not empty and holds no earlier synthesis; choose another folder with --out or empty it`);
  }
  rmSync(out, { recursive: true });
}
