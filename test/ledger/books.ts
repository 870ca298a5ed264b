import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';

/** What the ledger of a local platform holds. */
export interface Books {
  readonly rows: readonly UsageRow[];
  /** Attempts that were noted and not recorded. */
  readonly begun: readonly UsageRow[];
}

export const ledgerFile = (stateFolder: string): string => path.join(stateFolder, 'platform.sqlite');

export function readBooks(stateFolder: string): Books {
  const database = new DatabaseSync(ledgerFile(stateFolder), { readOnly: true });
  const rowsOf = (table: string) =>
    database
      .prepare(`SELECT row FROM ${table}`)
      .all()
      .map(({ row }) => JSON.parse(String(row)) as UsageRow);
  const books = { rows: rowsOf('usage'), begun: rowsOf('usage_begun') };
  database.close();
  return books;
}
