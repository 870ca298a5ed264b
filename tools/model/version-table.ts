import type { ListedVersion } from './actions.ts';
import { sizeText } from './progress.ts';

/** Columns for the terminal. */
export function versionTable(versions: readonly ListedVersion[]): string {
  const rows = [
    ['MODEL', 'VERSION', 'NAMES', 'FILES', 'SIZE'],
    ...versions.map(({ name, version, aliases, whole, files, sizeBytes }) =>
      whole
        ? [name, version, aliases.join(' ') || '-', String(files), sizeText(sizeBytes)]
        : [name, version, 'not whole: its push has not ended', '', ''],
    ),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
