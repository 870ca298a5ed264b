import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';

/** The usage ledger of a local platform. */
export function usageRows(stateFolder: string): UsageRow[] {
  const database = new DatabaseSync(path.join(stateFolder, 'platform.sqlite'), { readOnly: true });
  const rows = database.prepare('SELECT row FROM usage').all();
  database.close();
  return rows.map(({ row }) => JSON.parse(String(row)) as UsageRow);
}
