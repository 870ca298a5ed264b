import { unsettled } from '../../../../lambda/router/adapters/unsettled.ts';
import type { Amounts, Reservation } from '../../../../lambda/router/domain/quota/store.ts';
import { eventually } from '../../../support/eventually.ts';

const amounts = (tokens: number): Amounts => ({ requests: 1, tokens, microDollars: 0, concurrency: 0 });
const reservation = (id: string, leaseMs = 1_000): Reservation => ({
  ...{ id, partition: 't', limits: [], leaseMs },
  amounts: amounts(10),
});

/** A store that is down until it is told otherwise, and a clock. */
function store() {
  const settled: [string, number][] = [];
  const state = { down: true, now: 0, asked: 0 };
  const later = unsettled(
    async ({ id }, { tokens }) => {
      state.asked += 1;
      if (state.down) throw new Error('down');
      settled.push([id, tokens]);
    },
    () => state.now,
  );
  return { settled, state, later };
}

test('what was not taken is settled when the store is back, once, with the last word', async () => {
  const { settled, state, later } = store();
  later.add(reservation('a'), amounts(0));
  later.add(reservation('b'), amounts(5));
  later.add(reservation('a'), amounts(7));
  later.retry();
  await eventually(() => (state.asked > 0 ? true : undefined));
  state.down = false;
  await eventually(() => {
    later.retry();
    return settled.length === 2 ? true : undefined;
  });
  later.retry();
  expect(settled.sort()).toEqual([
    ['a', 7],
    ['b', 5],
  ]);
});

test('what was settled meanwhile, or has come back with its lease, is left alone', async () => {
  const { settled, state, later } = store();
  later.add(reservation('settled'), amounts(1));
  later.add(reservation('expired', 500), amounts(2));
  later.add(reservation('held'), amounts(3));
  later.remove(reservation('settled'));
  state.now = 500;
  state.down = false;
  later.retry();
  await eventually(() => (settled.length === 1 ? true : undefined));
  expect(settled).toEqual([['held', 3]]);
});

test('no more is remembered than ten thousand, the newest', async () => {
  const { settled, state, later } = store();
  for (let i = 0; i < 10_005; i++) later.add(reservation(`r${i}`), amounts(1));
  state.down = false;
  later.retry();
  await eventually(() => (settled.length === 10_000 ? true : undefined));
  expect([settled[0], settled.at(-1)]).toEqual([
    ['r5', 1],
    ['r10004', 1],
  ]);
});
