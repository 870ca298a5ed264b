import { DatabaseSync } from 'node:sqlite';

/** What was used today (UTC), as the ledger has it. */
export interface Spend {
  readonly tenant: string;
  readonly model: string;
  /** Attempts at upstreams. */
  readonly attempts: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** As far as prices are known. */
  readonly costMicroDollars: number;
  /** Attempts whose price is not known. */
  readonly unpriced: number;
}

const QUERY = `SELECT tenant, model, COUNT(*) AS attempts, SUM(input_tokens) AS inputTokens, SUM(output_tokens) AS outputTokens,
  COALESCE(SUM(row ->> '$.costMicroDollars'), 0) AS costMicroDollars,
  SUM(row ->> '$.costMicroDollars' IS NULL) AS unpriced
  FROM usage WHERE tenant = ? AND at >= ? GROUP BY model ORDER BY costMicroDollars DESC, attempts DESC LIMIT 50`;

/** The whole ledger of a day is summed up: not with every look at it. */
const FRESH_MS = 3_000;

/** Reads the usage ledger; opened with the first look, as the router makes the table. */
export function spendToday(file: string, tenants: readonly string[], now: () => number): () => readonly Spend[] {
  let database: DatabaseSync | undefined;
  let known: { readonly at: number; readonly spend: readonly Spend[] } | undefined;

  return () => {
    if (known !== undefined && now() - known.at < FRESH_MS) return known.spend;
    database ??= new DatabaseSync(file, { readOnly: true });
    const statement = database.prepare(QUERY);
    const midnight = `${new Date(now()).toISOString().slice(0, 10)}T00:00:00.000Z`;
    const spend = tenants.flatMap((tenant) => statement.all(tenant, midnight) as unknown as Spend[]);
    known = { at: now(), spend };
    return spend;
  };
}
