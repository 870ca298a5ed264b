import { actionAt, assess, inOrder } from '../../../../lambda/budget-alert/domain/assess.ts';
import { accountsOf, type PeriodSpend } from '../../../../lambda/budget-alert/domain/spend.ts';
import type { Budget } from '../../../../lambda/router/contract/budgets.ts';
import { budget, NOVEMBER, spent } from '../support/budgets.ts';

const accountOf = (of: Budget) => {
  const [account] = accountsOf({ research: { tenant: of } }, spent('1', NOVEMBER, 0));
  if (account === undefined) throw new Error('the budget has no amount');
  return account;
};

const month = accountOf(budget({ month: 3_000 }));
const spend = (slots: PeriodSpend['slots']): PeriodSpend => ({ total: Object.values(slots).reduce((a, b) => a + b, 0), slots });

test('steps come one after the other, each from its share on', () => {
  const shares = [0, 0.89, 0.9, 0.949, 0.95, 0.999, 1, 1.2];
  expect(shares.map((share) => actionAt(month.scoped.budget, share))).toEqual([
    undefined,
    undefined,
    'cheaper-model',
    'cheaper-model',
    'cache-only',
    'cache-only',
    'block',
    'block',
  ]);
});

test('a step that is left out is not taken', () => {
  expect(actionAt(budget({ month: 1, whenReached: { block: 1 } }), 0.99)).toBeUndefined();
});

test('alerts come in the order of their shares, the forecast before the end', () => {
  expect(inOrder([1, 'forecast', 0.8, 0.5])).toEqual([0.5, 0.8, 'forecast', 1]);
});

test('the forecast carries the average of the days that are over on to the end of the month', () => {
  expect(assess(month, spend({ 0: 90, 1: 90, 2: 90, 3: 1 }))).toMatchObject({ forecast: 2_700, alerts: [] });
  expect(assess(month, spend({ 0: 200, 1: 0, 2: 160, 3: 0 }))).toMatchObject({ forecast: 3_600, alerts: ['forecast'] });
});

test('nothing is forecast before a tenth of the month is over', () => {
  expect(assess(month, spend({ 0: 400, 1: 400 }))).not.toHaveProperty('forecast');
});

test('a day that is not over does not count, however dear it is', () => {
  expect(assess(month, spend({ 0: 1, 3: 1_000 }))).toMatchObject({ alerts: [], forecast: 1_001 });
});

test('a day has hours for slots', () => {
  const day = accountOf(budget({ day: 2_400 }));
  expect(assess(day, spend({ 0: 0, 1: 0, 2: 600, 3: 1 }))).toMatchObject({ forecast: 4_800, alerts: ['forecast'] });
});

test('what the counters can never grant keeps no alert from coming', () => {
  expect(assess(month, spend({ 0: 2_999 }))).toMatchObject({ alerts: [0.5, 0.8, 1], action: 'block' });
});
