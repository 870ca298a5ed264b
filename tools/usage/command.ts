import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import type { SourceOptions } from './sources.ts';

interface PeriodOptions {
  readonly from?: string;
  readonly to?: string;
}
type RowOptions = SourceOptions & PeriodOptions;

/** `blueprint usage`: what was used and what it cost, from the ledger. */
export function usageCommand(): Command {
  return new Command('usage')
    .description('what was used and what it cost, from the usage ledger')
    .addCommand(
      withSource(new Command('report').description('totals; what blueprint usage does by itself'))
        .option('--by <dimensions>', 'any of day, tenant, model, key, with commas between', 'day,tenant,model')
        .option('--csv', 'print CSV')
        .option('--json', 'print JSON')
        .action(report),
      { isDefault: true },
    )
    .addCommand(withSource(new Command('rows').description('print every row as JSON, one a line')).action(rows))
    .addCommand(
      withSource(new Command('reprice').description('what the same rows cost at the prices of a configuration'))
        .requiredOption('--config <file or preset>', 'configuration file, or preset single-region | multi-region | cloud-apis')
        .option('--prices-of <region>', 'region whose models and prices count (default: the primary region)')
        .option('--write <file>', 'write the rows with their new prices into a new file')
        .option('--json', 'print JSON')
        .action(repriceRows),
    );
}

function withSource(command: Command): Command {
  return command
    .option('--state <folder>', 'the ledger of the local platform with this state folder')
    .option('--table <name>', 'a ledger in DynamoDB, together with --tenant')
    .option('--region <name>', "the table's region (default: that of the environment)")
    .option('--file <rows.jsonl>', 'rows that blueprint usage rows has written')
    .option('--tenant <names>', 'with commas between (default: all)')
    .option('--from <day>', 'first day, UTC (default: the first of this month)')
    .option('--to <day>', 'first day that no longer counts (default: all until now)');
}

async function rowsIn(options: RowOptions) {
  const [{ rowsOf }, { periodOf }] = await Promise.all([import('./sources.ts'), import('./period.ts')]);
  return rowsOf(options, periodOf(options.from, options.to, Date.now()));
}

async function report(options: RowOptions & { by: string; csv?: true; json?: true }): Promise<void> {
  const [{ dimensionsOf, usageReport }, text] = await Promise.all([import('./report.ts'), import('./report-text.ts')]);
  const made = await usageReport(await rowsIn(options), dimensionsOf(options.by));
  if (options.json) return print(text.usageJson(made));
  process.stdout.write(options.csv ? text.usageCsv(made) : text.usageText(made));
}

async function rows(options: RowOptions): Promise<void> {
  const lines = linesOf(await rowsIn(options));
  await pipeline(lines, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    // Who reads may have seen enough.
    if (error.code !== 'EPIPE') throw error;
  });
}

async function* linesOf(rows: AsyncIterable<UsageRow>): AsyncIterable<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

async function repriceRows(
  options: RowOptions & { config: string; pricesOf?: string; write?: string; json?: true },
): Promise<void> {
  const { newRowFile, pricesOf, reprice, repricedText } = await import('./reprice.ts');
  const prices = await pricesOf(options.config, options.pricesOf);
  const file = options.write === undefined ? undefined : newRowFile(options.write);
  const write = file?.write ?? (() => undefined);
  const models = await reprice(await rowsIn(options), prices, write).catch((error: unknown) => {
    file?.discard();
    throw error;
  });
  file?.close();
  if (options.json) return print(models);
  process.stdout.write(repricedText(models));
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
