import path from 'node:path';
import { dynamoDbLedger } from '../../../../lambda/router/adapters/dynamodb-ledger.ts';
import { dynamoDbUsageReader } from '../../../../lambda/router/adapters/dynamodb-usage-reader.ts';
import { sqliteLedger } from '../../../../lambda/router/adapters/sqlite-ledger.ts';
import { sqliteUsageReader } from '../../../../lambda/router/adapters/sqlite-usage-reader.ts';
import type { UsageRow } from '../../../../lambda/router/contract/usage.ts';
import type { UsageReader } from '../../../../lambda/router/domain/usage-report/reader.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { temporaryFolder } from '../support/files.ts';

const file = path.join(temporaryFolder(), 'usage.db');
let aws: FakeAws;
beforeAll(async () => {
  aws = await fakeAws();
});
afterAll(() => aws.close());

const TIMES = ['2026-01-01T23:59:59.999Z', '2026-01-02T00:00:00.000Z', '2026-01-02T12:00:00.000Z', '2026-01-04T00:00:00.000Z'];
const rows = ['research', 'sales'].flatMap((tenant) =>
  TIMES.flatMap((at) =>
    [1, 2].map(
      (attempt) =>
        ({
          tenant,
          at,
          requestId: `r#${at}`,
          attempt,
          model: 'gpt',
          inputTokens: 1,
          outputTokens: 2,
          partial: false,
        }) as UsageRow,
    ),
  ),
);

async function all(reader: UsageReader, from: string, to: string, limit: number): Promise<UsageRow[]> {
  const found: UsageRow[] = [];
  let after: string | undefined;
  do {
    const page = await reader.page({ tenant: 'research', from, to, limit, ...(after !== undefined && { after }) });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    found.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return found;
}

describe.each([
  ['sqlite', () => sqliteLedger(file), () => sqliteUsageReader(file)],
  ['dynamodb', () => dynamoDbLedger('usage', 400), () => dynamoDbUsageReader('usage')],
] as const)('the ledger in %s', (_, ledger, reader) => {
  beforeAll(async () => {
    const writer = ledger();
    for (const row of rows) await writer.record(row);
  });
  const of = (...times: readonly string[]) => rows.filter(({ tenant, at }) => tenant === 'research' && times.includes(at));

  test.each([1, 2, 3, 100])('gives the rows of one tenant in order, %i at a time', async (limit) => {
    expect(await all(reader(), '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z', limit)).toEqual(of(...TIMES));
  });

  test('counts the first moment, and not the last', async () => {
    expect(await all(reader(), TIMES[1] ?? '', TIMES[3] ?? '', 100)).toEqual(of(TIMES[1] ?? '', TIMES[2] ?? ''));
  });

  test('has nothing for times without rows', async () => {
    expect(await all(reader(), '2027-01-01T00:00:00.000Z', '2027-01-03T00:00:00.000Z', 100)).toEqual([]);
  });
});
