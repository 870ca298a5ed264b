import { cachedBudgetStates } from '../../../../lambda/router/adapters/budget-states.ts';
import type { BudgetState } from '../../../../lambda/router/contract/budgets.ts';
import { eventually } from '../../../support/eventually.ts';

const BLOCK: BudgetState = { scope: 'tenant', action: 'block', until: 1 };

function watched() {
  let states: readonly BudgetState[] | Error = [];
  let now = 0;
  let reads = 0;
  const cached = cachedBudgetStates(
    async () => {
      reads += 1;
      if (states instanceof Error) throw states;
      return states;
    },
    () => now,
  );
  return {
    inForce: () => cached.inForce('research'),
    set: (next: readonly BudgetState[] | Error) => {
      states = next;
    },
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    reads: () => reads,
  };
}

test('the first look waits for what is in force', async () => {
  const { inForce, set } = watched();
  set([BLOCK]);
  expect(await inForce()).toEqual([BLOCK]);
});

test('looks within three seconds share one read, and answer at once', async () => {
  const { inForce, pass, reads } = watched();
  await inForce();
  pass(2_999);
  expect(inForce()).toEqual([]);
  expect(reads()).toBe(1);
});

test('later looks answer at once with what is known, and read behind that', async () => {
  const { inForce, pass, set } = watched();
  await inForce();
  set([BLOCK]);
  pass(3_000);
  expect(inForce()).toEqual([]);
  expect(await eventually(async () => ((await inForce()).length > 0 ? inForce() : undefined))).toEqual([BLOCK]);
});

test('after a minute of sleep a look waits again', async () => {
  const { inForce, pass, set } = watched();
  await inForce();
  set([BLOCK]);
  pass(60_000);
  expect(await inForce()).toEqual([BLOCK]);
});

test('what cannot be read stays as it was', async () => {
  const { inForce, pass, set } = watched();
  set([BLOCK]);
  await inForce();
  set(new Error('no table'));
  pass(120_000);
  expect(await inForce()).toEqual([BLOCK]);
});
