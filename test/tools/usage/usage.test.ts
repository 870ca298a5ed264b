import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sqliteLedger } from '../../../lambda/router/adapters/sqlite-ledger.ts';
import type { UsageRow } from '../../../lambda/router/contract/usage.ts';
import { prepareState } from '../../../tools/local/state.ts';
import { periodOf } from '../../../tools/usage/period.ts';
import { dimensionsOf, usageReport } from '../../../tools/usage/report.ts';
import { usageCsv, usageJson, usageText } from '../../../tools/usage/report-text.ts';
import { newRowFile, reprice, repricedText } from '../../../tools/usage/reprice.ts';
import { rowsOf } from '../../../tools/usage/sources.ts';
import { temporaryFolder } from '../../lambda/router/support/files.ts';

const folder = temporaryFolder();
const NOVEMBER = periodOf('2026-11-01', '2026-12-01', 0);

const row = (more: Partial<UsageRow> = {}): UsageRow =>
  ({
    ...{ tenant: 'research', principal: 'key-1', requestId: 'r-1', attempt: 1, at: '2026-11-02T10:00:00.000Z', model: 'chat' },
    ...{ provider: 'openai', candidate: 'gpt', partial: false, inputTokens: 100, outputTokens: 10, usageSource: 'provider' },
    ...{ costMicroDollars: 130, inputPrice: 1_000_000, outputPrice: 3_000_000, priceCatalogue: 'configuration' },
    ...more,
  }) as UsageRow;

async function* list(...rows: readonly UsageRow[]) {
  yield* rows;
}
const collected = async (rows: AsyncIterable<UsageRow>) => {
  const found: UsageRow[] = [];
  for await (const each of rows) found.push(each);
  return found;
};

describe('a report', () => {
  const rows = [
    row(),
    row({ requestId: 'r-2', tenant: 'sales', at: '2026-11-01T00:00:00.000Z' }),
    row({ requestId: 'r-2', attempt: 2, at: '2026-11-03T00:00:00.000Z', partial: true, usageSource: 'estimated' }),
  ];

  test('has a line for each value of what it is told apart by, in order, and a total', async () => {
    const { lines, total } = await usageReport(list(...rows), dimensionsOf('day,tenant'));
    expect(lines.map(({ values }) => values)).toEqual([
      ['2026-11-01', 'sales'],
      ['2026-11-02', 'research'],
      ['2026-11-03', 'research'],
    ]);
    expect(total).toMatchObject({ requests: 2, attempts: 3, inputTokens: 300, costMicroDollars: 390, partial: 1, estimated: 1 });
  });

  test('names the model that was asked, not its alias', async () => {
    const { lines } = await usageReport(list(row()), dimensionsOf('model'));
    expect(lines[0]?.values).toEqual(['gpt']);
  });

  test('in text says in dollars what it cost and what is not known', async () => {
    const { costMicroDollars: _, ...unpriced } = row({ requestId: 'r-3' });
    const text = usageText(await usageReport(list(row(), unpriced), ['tenant']));
    expect(text).toContain('research         2         2    200       0      20  $0.000130');
    expect(text).toContain('1 of 2 attempts have no known price and count as free');
  });

  test('keeps names of models from steering a terminal or a spreadsheet', async () => {
    const report = await usageReport(list(row({ candidate: '=cmd|"x"\u001b[2J' })), ['model']);
    expect(usageText(report)).not.toContain('\u001b');
    expect(usageCsv(report).split('\n')[1]).toMatch(/^"'=cmd\|""x""/);
  });

  test('in JSON has whole numbers under the names of what it is told apart by', async () => {
    const report = await usageReport(list(row()), ['day', 'key']);
    expect(usageJson(report)).toMatchObject({ lines: [{ day: '2026-11-02', key: 'key-1', costMicroDollars: 130 }] });
  });

  test('by something else is refused by name', () => {
    expect(() => dimensionsOf('day,colour')).toThrow("--by 'colour' is not one of day, tenant, model, key");
  });
});

describe('a period', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  test('is this month until now unless it is said', () => {
    expect(periodOf(undefined, undefined, now)).toEqual({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-21T12:00:00.001Z' });
  });
  test.each([
    ['2026-13-01', undefined, "--from '2026-13-01' is no day"],
    ['2026-02-30', undefined, "--from '2026-02-30' is no day"],
    [undefined, 'tomorrow', "--to 'tomorrow' is no day"],
    ['2026-11-02', '2026-11-02', 'does not lie before'],
  ])('from %s to %s is refused', (from, to, message) => {
    expect(() => periodOf(from, to, now)).toThrow(message);
  });
});

describe('rows', () => {
  test('of a local platform come by tenant and time, those of the period only', async () => {
    const state = prepareState(path.join(folder, 'state'));
    expect(await collected(rowsOf({ state: state.folder }, NOVEMBER))).toEqual([]);
    const ledger = sqliteLedger(state.database);
    const rows = [row({ tenant: 'sales' }), row(), row({ requestId: 'old', at: '2026-10-31T23:59:59.999Z' })];
    for (const each of rows) await ledger.record(each);
    expect(await collected(rowsOf({ state: state.folder }, NOVEMBER))).toEqual([row(), row({ tenant: 'sales' })]);
    expect(await collected(rowsOf({ state: state.folder, tenant: 'sales, hr' }, NOVEMBER))).toEqual([row({ tenant: 'sales' })]);
  });

  test.each([
    [{}, 'one of them'],
    [{ state: 'a', file: 'b' }, 'one of them'],
    [{ table: 'acme-usage' }, '--table needs --tenant'],
    [{ file: 'nowhere.jsonl' }, "there is no file 'nowhere.jsonl'"],
    [{ state: 'nowhere' }, 'holds no local platform'],
  ])('from %j are refused', async (options, message) => {
    await expect(collected(rowsOf(options, NOVEMBER))).rejects.toThrow(message);
  });

  test('of a file with a line that is none are refused with its number', async () => {
    const file = path.join(folder, 'half.jsonl');
    writeFileSync(file, `${JSON.stringify(row())}\n\n{"tenant":"resea`);
    await expect(collected(rowsOf({ file }, NOVEMBER))).rejects.toThrow(`${file}:3 is no usage row`);
  });
});

describe('pricing again', () => {
  const prices = { gpt: { input: 2_000_000, output: 3_000_000, catalogue: 'configuration' } };

  test('writes every row with its new price, and compares by model', async () => {
    const written: UsageRow[] = [];
    const rows = [row(), row({ requestId: 'r-2', candidate: 'other' })];
    const models = await reprice(list(...rows), prices, (each) => written.push(each));
    expect(models).toEqual([
      { model: 'gpt', attempts: 1, before: 130, after: 230 },
      { model: 'other', attempts: 1, before: 130, after: 130 },
    ]);
    expect(written.map(({ costMicroDollars }) => costMicroDollars)).toEqual([230, 130]);
    expect(repricedText(models)).toContain('total         2  $0.000260  $0.000360  +$0.000100');
  });

  test('writes into a file that is new, and leaves none when it fails', () => {
    const file = path.join(folder, 'new.jsonl');
    const made = newRowFile(file);
    made.write(row());
    made.close();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(row());
    expect(() => newRowFile(file)).toThrow('it is there already; name a file that does not exist yet');
    const other = newRowFile(`${file}.2`);
    other.discard();
    expect(existsSync(`${file}.2`)).toBe(false);
  });
});
