import type { UsageTotals } from '../../lambda/router/domain/usage-report/totals.ts';
import type { UsageReport } from './report.ts';

const COLUMNS = ['requests', 'attempts', 'input', 'cached', 'output', 'cost'] as const;

/** The report for a terminal; money in dollars. */
export function usageText({ by, lines, total }: UsageReport): string {
  const rows = [
    [...by, ...COLUMNS],
    ...lines.map(({ values, totals }) => [...values, ...figures(totals)]),
    [...by.map((_, place) => (place === 0 ? 'total' : '')), ...figures(total)],
  ];
  const widths = [...by, ...COLUMNS].map((_, column) => Math.max(...rows.map((row) => printable(row[column] ?? '').length)));
  const cell = (text: string, column: number) =>
    column < by.length ? printable(text).padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return [...rows.map((row) => row.map(cell).join('  ').trimEnd()), ...notes(total), ''].join('\n');
}

/** Every total in whole numbers, one line for each of the report. */
export function usageCsv({ by, lines }: UsageReport): string {
  const names = Object.keys(lines[0]?.totals ?? {});
  const rows = [[...by, ...names], ...lines.map(({ values, totals }) => [...values, ...Object.values(totals).map(String)])];
  return rows.map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

/** @returns what prints as JSON */
export const usageJson = ({ by, lines, total }: UsageReport): unknown => ({
  lines: lines.map(({ values, totals }) => ({
    ...Object.fromEntries(by.map((name, place) => [name, values[place]])),
    ...totals,
  })),
  total,
});

const figures = (totals: UsageTotals): readonly string[] => [
  ...[totals.requests, totals.attempts, totals.inputTokens, totals.cachedInputTokens, totals.outputTokens].map(String),
  `$${(totals.costMicroDollars / 1e6).toFixed(6)}`,
];

function notes({ attempts, unpriced, estimated, partial }: UsageTotals): readonly string[] {
  const of = (count: number, what: string) => (count > 0 ? [`${count} of ${attempts} attempts ${what}`] : []);
  const found = [
    ...of(unpriced, 'have no known price and count as free'),
    ...of(estimated, 'have estimated tokens: nobody reported them'),
    ...of(partial, 'broke off'),
  ];
  return found.length > 0 ? ['', ...found] : [];
}

/** Names are whatever clients write: none of them may steer a terminal. */
const printable = (text: string): string => text.replace(/\p{C}/gu, '?');

/** As RFC 4180 has it; what a spreadsheet would take for a formula becomes text. */
function quoted(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
