import { Command } from 'commander';
import type { RouterCostOptions } from './router-cost.ts';

/** `blueprint cost`: what a platform costs, from list prices. */
export function costCommand(): Command {
  return new Command('cost').description('what a platform costs, from list prices').addCommand(
    new Command('router')
      .description('what the router costs a month in each of its homes, and from which load on containers are cheaper')
      .option('--config <file or preset>', 'configuration file, or preset single-region | multi-region', 'single-region')
      .option('--region <name>', 'one region of the configuration (default: all of them)')
      .option('--rps <number>', 'requests per second and region, averaged over the month', '5')
      .option('--stream-seconds <number>', 'seconds from a request to the end of its answer', '10')
      .option('--json', 'print JSON')
      .action(async (options: RouterCostOptions & { json?: true }) => {
        const [{ routerCost }, { routerCostText }] = await Promise.all([
          import('./router-cost.ts'),
          import('./router-cost-text.ts'),
        ]);
        const report = await routerCost(options);
        process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : routerCostText(report));
      }),
  );
}
