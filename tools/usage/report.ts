import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import { NOTHING, type UsageTotals, withRow } from '../../lambda/router/domain/usage-report/totals.ts';

/** What rows can be told apart by. */
export type Dimension = 'day' | 'tenant' | 'model' | 'key';

const VALUE: Readonly<Record<Dimension, (row: UsageRow) => string>> = {
  day: ({ at }) => at.slice(0, 10),
  tenant: ({ tenant }) => tenant,
  // What was really asked: an alias has no price.
  model: ({ candidate, model }) => candidate ?? model,
  key: ({ principal }) => principal,
};

/** Totals of the rows that have these values, in the order of the report's dimensions. */
export interface ReportLine {
  readonly values: readonly string[];
  readonly totals: UsageTotals;
}

export interface UsageReport {
  readonly by: readonly Dimension[];
  /** By value. */
  readonly lines: readonly ReportLine[];
  readonly total: UsageTotals;
}

/** @param text names with commas between. @throws Error that names what is no dimension */
export function dimensionsOf(text: string): readonly Dimension[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !Object.hasOwn(VALUE, name));
  if (unknown.length > 0) throw new Error(`--by '${unknown.join(', ')}' is not one of ${Object.keys(VALUE).join(', ')}`);
  return [...new Set(names)] as Dimension[];
}

/** Adds up rows in one pass; memory grows with the lines of the report only. */
export async function usageReport(rows: AsyncIterable<UsageRow>, by: readonly Dimension[]): Promise<UsageReport> {
  const lines = new Map<string, ReportLine>();
  let total = NOTHING;
  for await (const row of rows) {
    const values = by.map((dimension) => VALUE[dimension](row));
    const key = JSON.stringify(values);
    lines.set(key, { values, totals: withRow(lines.get(key)?.totals ?? NOTHING, row) });
    total = withRow(total, row);
  }
  const sorted = [...lines.values()].sort(({ values: one }, { values: other }) => comparison(one, other));
  return { by, lines: sorted, total };
}

function comparison(one: readonly string[], other: readonly string[]): number {
  const index = one.findIndex((value, place) => value !== other[place]);
  return (one[index] ?? '') < (other[index] ?? '') ? -1 : 1;
}
