import { Command } from 'commander';
import type { ModelCostsOptions } from './model-costs.ts';
import type { PriceCheckOptions } from './price-check.ts';
import type { RouterCostOptions } from './router-cost.ts';

/** `blueprint cost`: what a platform costs, from list prices. */
export function costCommand(): Command {
  return new Command('cost')
    .description('what a platform costs, from list prices')
    .addCommand(routerCommand())
    .addCommand(modelsCommand())
    .addCommand(checkCommand());
}

function routerCommand(): Command {
  return new Command('router')
    .description('what the router costs a month in each of its homes, and from which load on containers are cheaper')
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
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
    });
}

function modelsCommand(): Command {
  return new Command('models')
    .description('what a million tokens of each model cost, and which models have no known price')
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--region <name>', 'region of the router (default: the primary region)')
    .option('--json', 'print JSON')
    .action(async (options: ModelCostsOptions & { json?: true }) => {
      const [{ modelCosts }, { modelCostsText }] = await Promise.all([
        import('./model-costs.ts'),
        import('./model-costs-text.ts'),
      ]);
      const report = await modelCosts(options);
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : modelCostsText(report));
    });
}

function checkCommand(): Command {
  return new Command('check')
    .description("whether a second catalogue has the same prices for the configuration's models; exit code 1 where not")
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--region <name>', 'region of the router (default: the primary region)')
    .requiredOption('--against <file or folder>', "models.dev's api.json, or a checkout of its repository")
    .option('--json', 'print JSON')
    .action(async (options: PriceCheckOptions & { json?: true }) => {
      const { checkPrices, priceCheckText } = await import('./price-check.ts');
      const report = await checkPrices(options);
      process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : priceCheckText(report));
      if (report.disagreements.length > 0) process.exitCode = 1;
    });
}
