import { createApp } from '../lib/app.ts';
import { loadPlatformConfig } from '../lib/config/load.ts';
import { createPlatform } from '../lib/platform.ts';
import { applyPolicy } from '../lib/policy/checks.ts';

/** The CDK app, as `cdk deploy` runs it: `-c config=FILE-or-preset`, by default the preset single-region. */
async function main(): Promise<void> {
  const app = createApp();
  createPlatform(app, await loadPlatformConfig(app.node.tryGetContext('config') ?? 'single-region'));
  applyPolicy(app, new Date().toISOString().slice(0, 10));
  app.synth();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
