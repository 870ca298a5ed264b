import { recordOf } from '../../../../lambda/review/domain/case-record.ts';
import { type ListFilter, listCases, longestWait, queueStats } from '../../../../lambda/review/domain/queue-list.ts';
import { claim } from '../../../../lambda/review/domain/transitions.ts';
import { caseOf, casesOf } from '../support/cases.ts';
import { memoryCases } from '../support/memory-cases.ts';

const NOW = Date.UTC(2026, 10, 22);

async function filled() {
  const store = memoryCases();
  const research = casesOf(120);
  const sales = casesOf(60, { tenant: 'sales', scores: { hate: 0.9 } });
  for (const each of [...research, ...sales]) await store.add(recordOf(each));
  return { store, research, sales };
}

async function all(
  store: ReturnType<typeof memoryCases>,
  filter: Omit<ListFilter, 'limit'>,
  reach: Parameters<typeof listCases>[1],
) {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { records, next } = await listCases(store, reach, { ...filter, limit: 7, ...(after !== undefined && { after }) }, NOW);
    ids.push(...records.map(({ case: { id } }) => id));
    after = next;
  } while (after !== undefined);
  return ids;
}

test('page by page every case within reach comes once, oldest first', async () => {
  const { store, research, sales } = await filled();
  expect(await all(store, {}, new Set(['research']))).toEqual(research.map(({ id }) => id));
  const both = await all(store, {}, new Set(['research', 'sales']));
  expect(both).toHaveLength(180);
  expect(new Set(both)).toEqual(new Set([...research, ...sales].map(({ id }) => id)));
  expect(await all(store, {}, 'all')).toEqual(both);
});

test('a list can be of one category, tenant and state', async () => {
  const { store, sales } = await filled();
  expect(await all(store, { category: 'hate' }, 'all')).toEqual(sales.map(({ id }) => id));
  expect(await all(store, { tenant: 'sales' }, 'all')).toEqual(sales.map(({ id }) => id));
  expect(await all(store, { state: 'decided' }, 'all')).toEqual([]);
  const [first] = sales;
  const record = first && (await store.find(first.id));
  const claimed = record && claim(record, 'ann', NOW);
  if (claimed?.kind !== 'changed') throw new Error();
  await store.replace(claimed.record, claimed.entry);
  expect(await all(store, { state: 'claimed' }, 'all')).toEqual([first?.id]);
  expect(await all(store, { state: 'open' }, 'all')).toHaveLength(179);
  expect(await queueStats(store, 'all', NOW)).toEqual({ open: 179, claimed: 1, appealed: 0, oldest: '2026-11-21T00:00:00.000Z' });
});

test('the longest wait is from when a case came in, from its appeal, and 0 when none waits', async () => {
  const store = memoryCases();
  expect(await longestWait(store, NOW)).toBe(0);
  const [old, young] = [caseOf(), caseOf({ text: 'later', createdAt: '2026-11-21T23:00:00.000Z' })].map(recordOf);
  if (!old || !young) throw new Error();
  const decision = { verdict: 'deny', reason: 'r', by: 'ann', at: old.case.createdAt } as const;
  await store.add({ ...old, decisions: [decision], appeal: { reason: 'r', by: 'bob', at: '2026-11-21T23:30:00.000Z' } });
  expect(await longestWait(store, NOW)).toBe(1_800);
  await store.add(young);
  expect(await longestWait(store, NOW)).toBe(3_600);
  expect(await longestWait(store, Date.parse('2026-11-21T22:00:00.000Z'))).toBe(0);
});
