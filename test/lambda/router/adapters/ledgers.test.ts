import path from 'node:path';
import fc from 'fast-check';
import { openDatabase } from '../../../../lambda/common/sqlite.ts';
import { dynamoDbLedger } from '../../../../lambda/router/adapters/dynamodb-ledger.ts';
import { sqliteLedger } from '../../../../lambda/router/adapters/sqlite-ledger.ts';
import { ABANDONED_AFTER_SECONDS, type UsageRow } from '../../../../lambda/router/contract/usage.ts';
import type { Ledger } from '../../../../lambda/router/domain/ledger/ledger.ts';
import { type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { temporaryFolder } from '../support/files.ts';

const ROW: UsageRow = {
  tenant: 'research',
  principal: 'key-1',
  credential: 'api-key',
  requestId: 'request-1',
  attempt: 1,
  at: '2026-01-02T03:04:05.678Z',
  region: 'eu-west-1',
  operation: 'chat.completions',
  model: 'gpt',
  provider: 'openai',
  providerModel: 'gpt-2026',
  status: 200,
  stream: true,
  partial: false,
  inputTokens: 3,
  outputTokens: 4,
  usageSource: 'provider',
  ...{ cachedInputTokens: 1, costMicroDollars: 69, inputPrice: 3_000_000, outputPrice: 15_000_000 },
  ...{ priceCatalogue: 'genai-prices', priceVersion: '0.1.8' },
  latencyMs: 120,
  firstByteMs: 12,
};

const folder = temporaryFolder();
let aws: FakeAws;
let files = 0;
let file = '';

beforeAll(async () => {
  aws = await fakeAws();
});
beforeEach(() => {
  aws.items.clear();
  aws.failing = false;
  file = path.join(folder, `${files++}.db`);
});
afterAll(() => aws.close());

const stored = () =>
  openDatabase(file, '')
    .prepare('SELECT row FROM usage')
    .all()
    .map(({ row }) => JSON.parse(String(row)));

const items = () =>
  [...aws.items.values()].map((item) =>
    Object.fromEntries(
      Object.entries(item)
        .filter(([name]) => !['pk', 'sk', 'expiresAt'].includes(name))
        .map(([name, { S, N, BOOL }]) => [name, S ?? BOOL ?? Number(N)]),
    ),
  );

describe.each([
  ['sqlite', () => sqliteLedger(file), stored, () => openDatabase(file, 'DROP TABLE usage')],
  ['dynamodb', () => dynamoDbLedger('usage', 400), items, () => Object.assign(aws, { failing: true })],
] as const)('a ledger in %s', (_, make, rows, breakIt) => {
  test('keeps a row as it is', async () => {
    await make().record(ROW);
    expect(rows()).toEqual([ROW]);
  });

  test('is not changed by the same request and attempt again', async () => {
    const ledger = make();
    await ledger.record(ROW);
    await ledger.record({ ...ROW, outputTokens: 99 });
    expect(rows()).toEqual([ROW]);
  });

  test('keeps other attempts, requests and tenants beside it', async () => {
    const ledger = make();
    const others = [ROW, { ...ROW, attempt: 2 }, { ...ROW, requestId: 'request-2' }, { ...ROW, tenant: 'sales' }];
    await Promise.all(others.map((row) => ledger.record(row)));
    expect(rows()).toHaveLength(4);
  });

  test('rejects when it cannot keep a row', async () => {
    const ledger = make();
    await ledger.record(ROW);
    breakIt();
    await expect(ledger.record({ ...ROW, attempt: 2 })).rejects.toThrow(/usage|fails/);
  });
});

const ABANDONED: UsageRow = { ...ROW, status: 0, partial: true, outputTokens: 1024, usageSource: 'estimated', abandoned: true };

describe.each([
  ['sqlite', () => sqliteLedger(file), stored],
  ['dynamodb', () => dynamoDbLedger('usage', 400), items],
] as const)('what happens to %s in another order', (_, make, rows) => {
  test('does not matter: settled rows stay, whatever comes twice, too late or too early', async () => {
    const event = fc.record({ attempt: fc.integer({ min: 1, max: 3 }), settled: fc.boolean() });
    const run = fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
      aws.items.clear();
      file = path.join(folder, `${files++}.db`);
      const ledger = make();
      for (const { attempt, settled } of events) await ledger.record({ ...(settled ? ROW : ABANDONED), attempt });
      const expected = [1, 2, 3].flatMap((attempt) => {
        const of = events.filter((each) => each.attempt === attempt);
        return of.length === 0 ? [] : [{ ...(of.some(({ settled }) => settled) ? ROW : ABANDONED), attempt }];
      });
      expect([...rows()].sort((one, other) => Number(one.attempt) - Number(other.attempt))).toEqual(expected);
    });
    await fc.assert(run, { numRuns: 40 });
  });
});

describe('an attempt that was noted in SQLite', () => {
  const START = Date.parse(ROW.at);
  const LATER = START + ABANDONED_AFTER_SECONDS * 1000;
  const begun = async (ledger: Ledger, row = ABANDONED) => {
    const note = ledger.begin?.(row);
    await note?.noted;
    return note;
  };
  const swept = async (now: number) => {
    await sqliteLedger(file, () => now).record({ ...ROW, requestId: 'another' });
    return stored().filter(({ requestId }) => requestId === 'request-1');
  };

  test('is told before its call goes out', async () => {
    expect((await begun(sqliteLedger(file, () => START)))?.first).toBe(true);
  });

  test('becomes a row once its router must be dead', async () => {
    await begun(sqliteLedger(file, () => START));
    expect(await swept(LATER - 1)).toEqual([]);
    expect(await swept(LATER)).toEqual([ABANDONED]);
  });

  test('leaves nothing but its settled row when it is recorded', async () => {
    const ledger = sqliteLedger(file, () => START);
    await begun(ledger);
    await ledger.record(ROW);
    expect(await swept(LATER)).toEqual([ROW]);
  });

  test('is replaced when its settled row comes after all', async () => {
    await begun(sqliteLedger(file, () => START));
    await swept(LATER);
    await sqliteLedger(file).record(ROW);
    expect(await swept(LATER)).toEqual([ROW]);
  });

  test('is forgotten when it could not be sent', async () => {
    const ledger = sqliteLedger(file, () => START);
    await begun(ledger);
    await ledger.withdraw?.(ABANDONED);
    expect(await swept(LATER)).toEqual([]);
  });

  test('is swept once, though two platforms share the file', async () => {
    await begun(sqliteLedger(file, () => START));
    await Promise.all([swept(LATER), swept(LATER)]);
    expect(await swept(LATER)).toEqual([ABANDONED]);
  });
});

test('a row in DynamoDB lies under tenant and day, and expires after the retention', async () => {
  await dynamoDbLedger('usage', 400).record(ROW);
  const [item] = aws.items.values();
  expect(item).toMatchObject({
    pk: { S: 'research#2026-01-02' },
    sk: { S: '2026-01-02T03:04:05.678Z#request-1#1' },
    expiresAt: { N: String(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000 + 400 * 86_400) },
  });
});

test('without a retention a row in DynamoDB does not expire', async () => {
  await dynamoDbLedger('usage', undefined).record(ROW);
  expect([...aws.items.values()][0]).not.toHaveProperty('expiresAt');
});

test('rows in SQLite can be summed without reading JSON', async () => {
  const ledger = sqliteLedger(file);
  await Promise.all([1, 2, 3].map((attempt) => ledger.record({ ...ROW, attempt })));
  const sum = openDatabase(file, '').prepare('SELECT sum(output_tokens) AS tokens FROM usage WHERE tenant = ?').get('research');
  expect(sum?.tokens).toBe(12);
});
