import { Command, InvalidArgumentError, Option } from 'commander';
import { BUDGET_ACTIONS } from '../../lambda/router/contract/budgets.ts';
import type { DeskOptions, ResetOptions } from './actions.ts';

/** `blueprint budget`: what budgets have cost, an operator's word about them, and a month in advance. */
export function budgetCommand(): Command {
  return new Command('budget')
    .description('show and overrule budgets of a platform, and simulate a month')
    .addCommand(
      withDesk(new Command('show').description('what each budget has cost, and what is in force'))
        .option('--json', 'print JSON')
        .action(show),
    )
    .addCommand(
      withDesk(new Command('reset').description('put an action in force for a while, whatever the budget says'))
        .option('--tenant <name>', 'a tenant of the configuration')
        .option('--key <id>', 'one key of the tenant')
        .option('--organisation <name>', 'an organisation of the configuration')
        .addOption(
          new Option('--action <name>', 'what is to be in force').choices(['normal', ...BUDGET_ACTIONS]).default('normal'),
        )
        .option('--for <duration>', 'e.g. 90m, 12h, 3d', '12h')
        .option('--withdraw', 'let the budget decide again')
        .action(reset),
    )
    .addCommand(
      new Command('simulate')
        .description('spread a recorded trace over a month and hold it within a budget')
        .requiredOption('--trace <file>', 'CSV with TIMESTAMP,ContextTokens,GeneratedTokens')
        .requiredOption('--budget <dollars>', 'for the month', dollarsOf)
        .option('--month <yyyy-mm>', 'which month', monthOf, Date.UTC(2026, 10))
        .option('--passes <number>', 'how many times the trace fits into the month', wholeOf, 24)
        .option('--pressure <factor>', 'what the month would cost without a budget, as a multiple of it', factorOf, 1.6)
        .option('--json', 'print JSON')
        .action(simulate),
    );
}

const withDesk = (command: Command): Command =>
  command
    .option(
      '--config <file or preset>',
      'configuration file, or preset single-region | multi-region | cloud-apis',
      'single-region',
    )
    .option('--region <name>', 'region of the budgets (default: the primary region)')
    .option('--table <name>', "table of the budgets: output BudgetsTable of the region's API stack")
    .option('--state <folder>', 'budgets of the local platform with this state folder, instead of AWS');

type Json = { readonly json?: true };

async function show(options: DeskOptions & Json): Promise<void> {
  const [{ showBudgets }, { reportText }] = await Promise.all([import('./actions.ts'), import('./report-text.ts')]);
  const report = await showBudgets(options);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
}

async function reset(options: ResetOptions): Promise<void> {
  const { resetBudget } = await import('./actions.ts');
  process.stdout.write(`${await resetBudget(options)}\n`);
}

interface SimulateOptions extends Json {
  readonly trace: string;
  readonly budget: number;
  readonly month: number;
  readonly passes: number;
  readonly pressure: number;
}

async function simulate({ trace, budget, month, passes, pressure, json }: SimulateOptions): Promise<void> {
  const [{ simulateMonth }, { readTrace }, { monthText }] = await Promise.all([
    import('./simulate.ts'),
    import('./trace.ts'),
    import('./report-text.ts'),
  ]);
  const rules = {
    alertAt: [0.5, 0.8, 'forecast', 1] as const,
    whenReached: { cheaperModel: 0.9, block: 1 },
    cheaperModel: 'cheaper',
  };
  const result = await simulateMonth({ trace: readTrace(trace), budget: { month: budget, ...rules }, month, passes, pressure });
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : monthText(result, budget));
}

/** In micro-dollars. */
function dollarsOf(text: string): number {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be an amount above 0, e.g. 1000.');
  return Math.round(Number(text) * 1_000_000);
}

function monthOf(text: string): number {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined) throw new InvalidArgumentError('It must be a month such as 2026-11.');
  return Date.UTC(Number(year), Number(month) - 1);
}

function wholeOf(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
  return Number(text);
}

function factorOf(text: string): number {
  if (!/^\d{1,3}(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('It must be a number above 0, e.g. 1.6.');
  return Number(text);
}
