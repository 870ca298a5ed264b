import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { dynamoDbUsageReader } from '../../lambda/router/adapters/dynamodb-usage-reader.ts';
import type { UsageRow } from '../../lambda/router/contract/usage.ts';
import { existingState } from '../local/state.ts';
import type { Period } from './period.ts';

/** Where rows are read from: exactly one of these. */
export interface SourceOptions {
  /** State folder of a local platform. */
  readonly state?: string;
  /** A DynamoDB table, together with `tenant`. */
  readonly table?: string;
  /** @default - that of the environment */
  readonly region?: string;
  /** A row as JSON on each line. */
  readonly file?: string;
  /** Names, with commas between. @default - all tenants; not with a table */
  readonly tenant?: string;
}

const PAGE = 1_000;

/**
 * The rows of a period, by tenant and time where the source is a ledger.
 *
 * @throws Error with a sentence when the source is missing, not readable or holds something else
 */
export async function* rowsOf(options: SourceOptions, period: Period): AsyncIterable<UsageRow> {
  const { state, table, file } = options;
  if ([state, table, file].filter((each) => each !== undefined).length !== 1) {
    throw new Error('say where the rows are: --state <folder>, --table <name> or --file <rows.jsonl>, one of them');
  }
  const tenants = options.tenant?.split(',').map((name) => name.trim());
  if (table !== undefined) {
    if (tenants === undefined)
      throw new Error('--table needs --tenant <names>: the ledger is read tenant by tenant, never scanned');
    yield* ofTable(table, options.region, tenants, period);
    return;
  }
  const rows = state === undefined ? ofFile(file ?? '') : ofDatabase(existingState(state).database);
  for await (const row of rows) {
    const counts = row.at >= period.from && row.at < period.to && (tenants === undefined || tenants.includes(row.tenant));
    if (counts) yield row;
  }
}

async function* ofTable(table: string, region: string | undefined, tenants: readonly string[], period: Period) {
  const reader = dynamoDbUsageReader(table, region);
  for (const tenant of tenants) {
    let after: string | undefined;
    do {
      const range = { tenant, ...period, limit: PAGE, ...(after !== undefined && { after }) };
      const page = await reader.page(range).catch((error: unknown) => {
        throw new Error(`table '${table}' cannot be read: ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
      });
      yield* page.rows;
      after = page.next;
    } while (after !== undefined);
  }
}

function* ofDatabase(file: string): Iterable<UsageRow> {
  if (!existsSync(file)) return;
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const known = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'usage'").get();
    // A platform that was never started has no ledger yet.
    if (known === undefined) return;
    for (const { row } of database.prepare('SELECT row FROM usage ORDER BY tenant, at, request_id, attempt').iterate()) {
      yield JSON.parse(String(row)) as UsageRow;
    }
  } finally {
    database.close();
  }
}

async function* ofFile(file: string): AsyncIterable<UsageRow> {
  if (!existsSync(file)) throw new Error(`there is no file '${file}'`);
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number += 1;
    if (line.trim() === '') continue;
    yield rowIn(line, `${file}:${number}`);
  }
}

function rowIn(line: string, place: string): UsageRow {
  try {
    const row = JSON.parse(line) as UsageRow;
    if (typeof row.tenant === 'string' && typeof row.at === 'string' && Number.isSafeInteger(row.inputTokens + row.outputTokens))
      return row;
  } catch {
    // Told below, like everything else that is no row.
  }
  throw new Error(`${place} is no usage row; blueprint usage rows writes such files`);
}
