import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sqliteBudgetStore } from '../../../../lambda/budget-alert/adapters/sqlite-store.ts';
import { memoryStore } from '../../../../lambda/budget-alert/domain/memory-store.ts';
import type { BudgetStore } from '../../../../lambda/budget-alert/domain/ports.ts';
import { accountsOf } from '../../../../lambda/budget-alert/domain/spend.ts';
import { sqliteBudgetStates } from '../../../../lambda/router/adapters/sqlite-budgets.ts';
import { budget, DAY, NOVEMBER, settled, spent } from '../support/budgets.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'budgets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BUDGETS = { research: { tenant: budget({ month: 1_000, day: 600 }) } };
let files = 0;
const newFile = () => path.join(folder, `${++files}.sqlite`);

describe.each<[string, () => BudgetStore]>([
  ['in memory', memoryStore],
  ['in SQLite', () => sqliteBudgetStore(newFile())],
])('budgets %s', (_, make) => {
  const [day, month] = accountsOf(BUDGETS, spent('', NOVEMBER, 0));
  if (day === undefined || month === undefined) throw new Error('the budget has two periods');

  test('sum up rows by hour and by day', async () => {
    const store = make();
    await settled(store, BUDGETS, [
      [spent('1', NOVEMBER, 10), spent('2', NOVEMBER + DAY - 1, 20)],
      [spent('3', NOVEMBER + DAY, 40)],
    ]);
    expect(await store.spend(day)).toEqual({ total: 30, slots: { 0: 10, 23: 20 } });
    expect(await store.spend(month)).toEqual({ total: 70, slots: { 0: 30, 1: 40 } });
  });

  test('count a row once', async () => {
    const store = make();
    await settled(store, BUDGETS, [[spent('1', NOVEMBER, 10), spent('1', NOVEMBER, 10)], [spent('1', NOVEMBER, 10)]]);
    expect(await store.spend(month)).toEqual({ total: 10, slots: { 0: 10 } });
  });

  test('send an alert once', async () => {
    const store = make();
    let sent = 0;
    const send = async () => {
      sent += 1;
    };
    await store.sendOnce(month, '0.5', send);
    await store.sendOnce(month, '0.5', send);
    await store.sendOnce(month, '0.8', send);
    expect(sent).toBe(2);
  });

  test('keep an alert due that could not be sent', async () => {
    const store = make();
    await expect(store.sendOnce(month, '0.5', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    let sent = 0;
    await store.sendOnce(month, '0.5', async () => {
      sent += 1;
    });
    expect(sent).toBe(1);
  });
});

test('the router reads what was put in force, and a milder action changes nothing', async () => {
  const file = newFile();
  const store = sqliteBudgetStore(file);
  const [, month] = accountsOf(BUDGETS, spent('', NOVEMBER, 0));
  if (month === undefined) throw new Error('the budget has a month');
  await store.enforce(month, 'cache-only');
  await store.enforce(month, 'cheaper-model');
  const states = sqliteBudgetStates(file);
  expect(await states('research')).toEqual([{ scope: 'tenant', action: 'cache-only', until: NOVEMBER + 30 * DAY }]);
  expect(await states('other')).toEqual([]);
});

test('a new period starts from the beginning', async () => {
  const file = newFile();
  const store = sqliteBudgetStore(file);
  const [, november] = accountsOf(BUDGETS, spent('', NOVEMBER, 0));
  const [, december] = accountsOf(BUDGETS, spent('', NOVEMBER + 30 * DAY, 0));
  if (november === undefined || december === undefined) throw new Error('the budget has a month');
  await store.enforce(november, 'block');
  await store.enforce(december, 'cheaper-model');
  expect(await sqliteBudgetStates(file)('research')).toEqual([
    { scope: 'tenant', action: 'cheaper-model', until: NOVEMBER + 61 * DAY },
  ]);
});
