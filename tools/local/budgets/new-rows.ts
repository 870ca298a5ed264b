import { DatabaseSync } from 'node:sqlite';
import type { SpendEvent } from '../../../lambda/budget-alert/domain/spend.ts';
import { periodAt } from '../../../lambda/router/contract/budget-period.ts';
import type { UsageRow } from '../../../lambda/router/contract/usage.ts';

const QUERY = `SELECT row FROM usage WHERE tenant = ? AND at >= ? AND row ->> '$.costMicroDollars' > 0
  AND NOT EXISTS (SELECT 1 FROM budget_booked WHERE id = request_id || '#' || attempt) LIMIT 2000`;

/** A row is written when its attempt is over, under the time at which it began; none lasts longer. */
const LATEST_MS = 20 * 60_000;

/** Reads the rows of the ledger that are not booked yet: at first of the whole month, afterwards of those that may have come since. */
export function newRows(file: string, tenants: readonly string[], now: () => number): () => readonly SpendEvent[] {
  let database: DatabaseSync | undefined;
  let since: number | undefined;
  return () => {
    const at = now();
    database ??= new DatabaseSync(file);
    // The router makes the table with its first request.
    if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'usage'").get() === undefined) return [];
    const statement = database.prepare(QUERY);
    const from = new Date(since ?? periodAt('month', at).startsAt).toISOString();
    const events = tenants.flatMap((tenant) => statement.all(tenant, from).map(({ row }) => eventOf(String(row))));
    if (events.length === 0) since = at - LATEST_MS;
    return events;
  };
}

function eventOf(text: string): SpendEvent {
  const { requestId, attempt, tenant, principal, at, costMicroDollars = 0 } = JSON.parse(text) as UsageRow;
  return { id: `${requestId}#${attempt}`, tenant, principal, at: Date.parse(at), microDollars: costMicroDollars };
}
