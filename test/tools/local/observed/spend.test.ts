import { rmSync } from 'node:fs';
import path from 'node:path';
import { sqliteLedger } from '../../../../lambda/router/adapters/sqlite-ledger.ts';
import type { UsageRow } from '../../../../lambda/router/contract/usage.ts';
import { spendToday } from '../../../../tools/local/observed/spend.ts';
import { spendByDay } from '../../../../tools/local/observed/spend-days.ts';
import { temporaryFolder } from '../../../support/local-platform.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const NOON = Date.UTC(2026, 0, 2, 12);
let count = 0;

const row = (parts: Partial<UsageRow>): UsageRow => ({
  ...{ tenant: 'research', principal: 'key-1', credential: 'api-key', requestId: `r${count++}`, attempt: 1 },
  ...{ at: new Date(NOON).toISOString(), region: 'local', operation: 'chat.completions', model: 'gpt', provider: 'openai' },
  ...{ providerModel: 'gpt', status: 200, stream: false, partial: false, usageSource: 'provider', latencyMs: 1 },
  ...{ inputTokens: 10, outputTokens: 5, ...parts },
});

const PRICED = { inputPrice: 1, outputPrice: 1, priceCatalogue: 'configuration' };

async function ledger(name: string, ...rows: UsageRow[]): Promise<string> {
  const file = path.join(folder, `${name}.sqlite`);
  const store = sqliteLedger(file);
  await Promise.all(rows.map((each) => store.record(each)));
  return file;
}

test('what was used since midnight (UTC) is summed up by tenant and model', async () => {
  const file = await ledger(
    'day',
    row({ ...PRICED, costMicroDollars: 30 }),
    row({ ...PRICED, costMicroDollars: 12 }),
    row({ model: 'llama' }),
    row({ tenant: 'sales', ...PRICED, costMicroDollars: 5 }),
    row({ at: '2026-01-01T23:59:59.999Z', ...PRICED, costMicroDollars: 1_000 }),
  );
  expect(spendToday(file, ['research', 'sales'], () => NOON)()).toEqual([
    { tenant: 'research', model: 'gpt', attempts: 2, inputTokens: 20, outputTokens: 10, costMicroDollars: 42, unpriced: 0 },
    { tenant: 'research', model: 'llama', attempts: 1, inputTokens: 10, outputTokens: 5, costMicroDollars: 0, unpriced: 1 },
    { tenant: 'sales', model: 'gpt', attempts: 1, inputTokens: 10, outputTokens: 5, costMicroDollars: 5, unpriced: 0 },
  ]);
});

test('who looks again within three seconds gets the same sum: the ledger is not read with every look', async () => {
  const file = await ledger('again', row({}));
  let now = NOON;
  const spend = spendToday(file, ['research'], () => now);
  expect(spend()).toHaveLength(1);
  await ledger('again', row({ model: 'llama' }));
  expect(spend()).toHaveLength(1);
  now += 3_000;
  expect(spend()).toHaveLength(2);
});

test('two weeks are summed up by day and model over all tenants, aliases by what answered', async () => {
  const priced = { ...PRICED, costMicroDollars: 30 };
  const file = await ledger(
    'days',
    row(priced),
    row({ ...priced, tenant: 'sales', model: 'chat', candidate: 'gpt' }),
    row({ ...priced, at: '2025-12-20T00:00:00.000Z' }),
    row({ ...priced, at: '2025-12-19T23:59:59.999Z' }),
    row({ ...priced, tenant: 'stranger' }),
  );
  const { days, spend } = spendByDay(file, ['research', 'sales'], () => NOON)();
  expect([days.length, days[0], days[13]]).toEqual([14, '2025-12-20', '2026-01-02']);
  expect(spend).toContainEqual({ day: '2026-01-02', model: 'gpt', costMicroDollars: 60, tokens: 30 });
  expect(spend).toContainEqual({ day: '2025-12-20', model: 'gpt', costMicroDollars: 30, tokens: 15 });
  expect(spend).toHaveLength(2);
});

test('the chart of two weeks is read again after three seconds', async () => {
  const file = await ledger('days-again', row({}));
  let now = NOON;
  const days = spendByDay(file, ['research'], () => now);
  expect(days().spend).toHaveLength(1);
  await ledger('days-again', row({ model: 'llama' }));
  expect(days().spend).toHaveLength(1);
  now += 3_000;
  expect(days().spend).toHaveLength(2);
});
