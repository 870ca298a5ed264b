import path from 'node:path';
import { Command } from 'commander';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { overLimits, stackTable } from './stack-table.ts';

/** `blueprint synth`: a configuration becomes templates. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('synthesise a configuration into CloudFormation templates, offline')
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--out <folder>', 'where the templates go', 'cdk.out')
    .option('--json', 'print one JSON document instead of the table')
    .option('--no-validate', 'skip the CloudFormation validator and the policy packs')
    .action(async (options: { config: string; out: string; json?: true; validate: boolean }) => {
      const started = performance.now();
      // The CDK is loaded only where it is needed: the other sub-commands start faster without it.
      const { synth } = await import('./synth.ts');
      const out = path.resolve(options.out);
      const stacks = await synth({
        config: await loadPlatformConfig(options.config),
        out,
        validate: options.validate,
        today: new Date().toISOString().slice(0, 10),
      });
      const milliseconds = Math.round(performance.now() - started);
      const problems = overLimits(stacks);
      process.stdout.write(
        options.json
          ? `${JSON.stringify({ out, validated: options.validate, milliseconds, stacks, problems }, null, 2)}\n`
          : `${stackTable(stacks, milliseconds)}\nTemplates: ${out}\n`,
      );
      if (problems.length > 0) throw new Error(problems.join('\n'));
    });
}
