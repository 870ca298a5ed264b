import { DatabaseSync } from 'node:sqlite';

/** What a model cost on a day, over all tenants. */
export interface DaySpend {
  /** ISO, UTC. */
  readonly day: string;
  /** What was asked; behind an alias its candidate. */
  readonly model: string;
  readonly costMicroDollars: number;
  readonly tokens: number;
}

/** Each day of the chart, the empty ones too, and what was spent in them. */
export interface SpendDays {
  readonly days: readonly string[];
  readonly spend: readonly DaySpend[];
}

const DAYS = 14;
const DAY_MS = 86_400_000;

/** More models than that have no colour of their own anyway. */
const LINES = 500;

const QUERY = `SELECT substr(at, 1, 10) AS day, COALESCE(row ->> '$.candidate', model) AS model,
  COALESCE(SUM(row ->> '$.costMicroDollars'), 0) AS costMicroDollars, SUM(input_tokens + output_tokens) AS tokens
  FROM usage WHERE tenant = ? AND at >= ? GROUP BY 1, 2 ORDER BY costMicroDollars DESC, tokens DESC LIMIT ${LINES}`;

/** Two weeks of the ledger are summed up: not with every look at them, and never for more than a fiftieth of the time. */
const FRESH_MS = 3_000;
const SELDOM = 50;

/** Reads the usage ledger; opened with the first look, as the router makes the table. */
export function spendByDay(file: string, tenants: readonly string[], now: () => number): () => SpendDays {
  let database: DatabaseSync | undefined;
  let known: { readonly until: number; readonly spend: SpendDays } | undefined;

  return () => {
    const startedAt = now();
    if (known !== undefined && startedAt < known.until) return known.spend;
    database ??= new DatabaseSync(file, { readOnly: true });
    const statement = database.prepare(QUERY);
    const days = Array.from({ length: DAYS }, (_, age) => dayOf(startedAt - (DAYS - 1 - age) * DAY_MS));
    const lines = tenants.flatMap((tenant) => statement.all(tenant, days[0] ?? '') as unknown as DaySpend[]);
    const tookMs = now() - startedAt;
    known = { until: now() + Math.max(FRESH_MS, SELDOM * tookMs), spend: { days, spend: overTenants(lines) } };
    return known.spend;
  };
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

function overTenants(lines: readonly DaySpend[]): readonly DaySpend[] {
  const sums = new Map<string, DaySpend>();
  for (const { day, model, costMicroDollars, tokens } of lines) {
    const key = `${day} ${model}`;
    const known = sums.get(key) ?? { day, model, costMicroDollars: 0, tokens: 0 };
    sums.set(key, { day, model, costMicroDollars: known.costMicroDollars + costMicroDollars, tokens: known.tokens + tokens });
  }
  return [...sums.values()];
}
