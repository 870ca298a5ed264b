import * as fc from 'fast-check';
import { memoryStore } from '../../../../lambda/budget-alert/domain/memory-store.ts';
import { settleSpend } from '../../../../lambda/budget-alert/domain/settle.ts';
import type { SpendEvent } from '../../../../lambda/budget-alert/domain/spend.ts';
import { BUDGET_ACTIONS } from '../../../../lambda/router/contract/budgets.ts';
import { budget, DAY, NOVEMBER, settled, spent } from '../support/budgets.ts';

const BUDGETS = {
  research: {
    organisation: { name: 'acme', ...budget({ month: 5_000 }) },
    tenant: budget({ month: 2_000, day: 500 }),
    key: budget({ day: 300 }),
  },
  sales: { organisation: { name: 'acme', ...budget({ month: 5_000 }) } },
};

/** Rows over two months, of two tenants and two keys, each with an id of its own. */
const rows = fc
  .array(
    fc.record({
      at: fc.integer({ min: NOVEMBER, max: NOVEMBER + 40 * DAY }),
      microDollars: fc.integer({ min: 0, max: 400 }),
      tenant: fc.constantFrom('research', 'sales', 'nobody'),
      principal: fc.constantFrom('key-1', 'key-2'),
    }),
    { maxLength: 40 },
  )
  .map((all) => all.map((row, i): SpendEvent => ({ id: String(i), ...row })));

/** The same rows in another order, some of them more than once, cut into batches somewhere. */
const deliveries = rows.chain((all) =>
  fc.record({
    all: fc.constant(all),
    shuffled: fc
      .shuffledSubarray([...all, ...all.slice(0, 10)], { minLength: all.length + Math.min(10, all.length) })
      .chain((order) => fc.integer({ min: 1, max: 10 }).map((size) => batches(order, size))),
  }),
);

const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

test('duplicates, order and batches change neither what is spent, nor what is in force, nor which alerts there are', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ all, shuffled }) => {
      const [one, other] = [memoryStore(), memoryStore()];
      const first = await settled(one, BUDGETS, [all]);
      const second = await settled(other, BUDGETS, shuffled);
      expect(other.spent).toEqual(one.spent);
      expect(other.actions).toEqual(one.actions);
      expect([...second].sort()).toEqual([...first].sort());
    }),
  );
});

test('each alert comes once', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ shuffled }) => {
      const keyless = { research: { tenant: BUDGETS.research.tenant } };
      const subjects = await settled(memoryStore(), keyless, shuffled);
      expect(new Set(subjects).size).toBe(subjects.length);
    }),
  );
});

test('within a period what is in force only gets stricter', async () => {
  await fc.assert(
    fc.asyncProperty(deliveries, async ({ shuffled }) => {
      const store = memoryStore();
      let before = new Map<string, number>();
      for (const batch of shuffled) {
        await settled(store, BUDGETS, [batch]);
        const now = new Map([...store.actions].map(([key, action]) => [key, BUDGET_ACTIONS.indexOf(action)]));
        for (const [key, rank] of before) expect(now.get(key)).toBeGreaterThanOrEqual(rank);
        before = now;
      }
    }),
  );
});

test('alerts of one jump come in order', async () => {
  const subjects = await settled(memoryStore(), { research: { tenant: budget({ month: 1_000 }) } }, [
    [spent('1', NOVEMBER, 2_000)],
  ]);
  expect(subjects).toEqual(['Budget 2026-11: research 50 %', 'Budget 2026-11: research 80 %', 'Budget 2026-11: research 100 %']);
});

test('a row belongs to the month in which its attempt began, whenever it comes', async () => {
  const store = memoryStore();
  const december = NOVEMBER + 30 * DAY;
  await settled(store, { research: { tenant: budget({ month: 1_000 }) } }, [
    [spent('2', december, 10)],
    [spent('1', december - 1, 999)],
  ]);
  expect([...store.spent].map(([key, { total }]) => [key, total])).toEqual([
    ['["research","tenant","2026-12"]', 10],
    ['["research","tenant","2026-11"]', 999],
  ]);
});

test('the tenants of an organisation share its budget', async () => {
  const store = memoryStore();
  const rowsOfBoth = [spent('1', NOVEMBER, 100, { tenant: 'research' }), spent('2', NOVEMBER, 200, { tenant: 'sales' })];
  await settled(store, BUDGETS, [rowsOfBoth]);
  expect(store.spent.get('["organisation/acme","organisation","2026-11"]')?.total).toBe(300);
});

test('an alert that could not be sent is sent the next time, and what is in force did not wait for it', async () => {
  const store = memoryStore();
  const budgets = { research: { tenant: budget({ month: 100 }) } };
  const failing = settleSpend([spent('1', NOVEMBER, 100)], budgets, {
    store,
    publish: () => Promise.reject(new Error('no topic')),
    observe: () => undefined,
  });
  await expect(failing).rejects.toThrow('no topic');
  expect([...store.actions.values()]).toEqual(['block']);
  const subjects = await settled(store, budgets, [[spent('1', NOVEMBER, 100)]]);
  expect(subjects).toHaveLength(3);
});

test('alerts name no key and no person', async () => {
  const subjects = await settled(memoryStore(), { research: { key: budget({ day: 10 }) } }, [
    [spent('1', NOVEMBER, 10, { principal: 'jane@example.com' })],
  ]);
  expect(subjects).toContain('Budget 2026-11-01: a key of research 100 %');
  expect(subjects.join()).not.toContain('jane');
});
