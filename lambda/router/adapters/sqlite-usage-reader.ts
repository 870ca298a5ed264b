import { openDatabase } from '../../common/sqlite.ts';
import type { UsageRow } from '../contract/usage.ts';
import { cursorOf, placeOf, type UsageReader } from '../domain/usage-report/reader.ts';

const ROWS = `SELECT row FROM usage WHERE tenant = ? AND at >= ? AND at < ? AND (at, request_id, attempt) > (?, ?, ?)
  ORDER BY at, request_id, attempt LIMIT ?`;

/** Reads the ledger of the local platform, which its writer has made. */
export function sqliteUsageReader(file: string): UsageReader {
  const select = openDatabase(file, '').prepare(ROWS);
  return {
    page: async ({ tenant, from, to, after, limit }) => {
      const { at, requestId, attempt } = placeOf(after ?? '') ?? { at: '', requestId: '', attempt: 0 };
      // One more than asked for tells whether there are more.
      const found = select.all(tenant, from, to, at, requestId, attempt, limit + 1);
      const rows = found.slice(0, limit).map(({ row }) => JSON.parse(String(row)) as UsageRow);
      const last = found.length > limit ? rows.at(-1) : undefined;
      return { rows, ...(last && { next: cursorOf(last) }) };
    },
  };
}
