import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { ModelPrice } from '../../lambda/router/contract/prices.ts';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import { repriced } from '../../lambda/router/domain/prices/repriced.ts';
import { loadPlatformConfig } from '../../lib/config/load.ts';
import { modelPrices } from '../../lib/pricing/model-prices.ts';

/** What the attempts at a model cost, and what they would cost. Micro-dollars. */
export interface Repriced {
  readonly model: string;
  readonly attempts: number;
  readonly before: number;
  readonly after: number;
}

/** @throws Error when the region is not in the configuration */
export async function pricesOf(file: string, region: string | undefined): Promise<Readonly<Record<string, ModelPrice>>> {
  const config = await loadPlatformConfig(file);
  const place = region ?? config.primaryRegion;
  if (Object.hasOwn(config.regions, place)) return modelPrices(config, place);
  throw new Error(`region '${place}' is not in the configuration, which has ${Object.keys(config.regions).join(', ')}`);
}

/**
 * Prices rows again. The ledger is not changed.
 *
 * @param write is given every row with its new price
 */
export async function reprice(
  rows: AsyncIterable<UsageRow>,
  prices: Readonly<Record<string, ModelPrice>>,
  write: (row: UsageRow) => void,
): Promise<readonly Repriced[]> {
  const models = new Map<string, Repriced>();
  for await (const row of rows) {
    const after = repriced(row, prices);
    write(after);
    const model = row.candidate ?? row.model;
    const known = models.get(model) ?? { model, attempts: 0, before: 0, after: 0 };
    models.set(model, {
      model,
      attempts: known.attempts + 1,
      before: known.before + (row.costMicroDollars ?? 0),
      after: known.after + (after.costMicroDollars ?? 0),
    });
  }
  return [...models.values()].sort((one, other) => (one.model < other.model ? -1 : 1));
}

interface RowFile {
  readonly write: (row: UsageRow) => void;
  readonly close: () => void;
  /** Of half the rows nobody has any use. */
  readonly discard: () => void;
}

/**
 * A file of rows that does not exist yet.
 *
 * @throws Error that names the file when it is there, or cannot be made
 */
export function newRowFile(file: string): RowFile {
  let open: number;
  try {
    open = openSync(file, 'wx', 0o600);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is there already' : (error as Error).message;
    throw new Error(`--write '${file}': ${reason}; name a file that does not exist yet`);
  }
  const close = () => closeSync(open);
  return {
    write: (row) => {
      writeSync(
        open,
        `${JSON.stringify(row)}
`,
      );
    },
    close,
    discard: () => {
      close();
      rmSync(file);
    },
  };
}

/** The comparison for a terminal. */
export function repricedText(models: readonly Repriced[]): string {
  const dollars = (microDollars: number) => `$${(microDollars / 1e6).toFixed(6)}`;
  const sum = (of: (model: Repriced) => number) => models.reduce((total, model) => total + of(model), 0);
  const total = { model: 'total', attempts: sum((m) => m.attempts), before: sum((m) => m.before), after: sum((m) => m.after) };
  const rows = [
    ['model', 'attempts', 'before', 'after', 'difference'],
    ...[...models, total].map(({ model, attempts, before, after }) => {
      const change = after - before;
      const difference = `${change < 0 ? '-' : change > 0 ? '+' : ''}${dollars(Math.abs(change))}`;
      return [model.replace(/\p{C}/gu, '?'), String(attempts), dollars(before), dollars(after), difference];
    }),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('');
}
