import { input, linesOf } from '../support.ts';

const big = {
  openai: { baseUrl: 'https://vllm.acme.internal/v1' },
  price: { inputPerMillionTokens: 10, outputPerMillionTokens: 50 },
};
const small = {
  openai: { baseUrl: 'https://vllm.acme.internal/v1' },
  price: { inputPerMillionTokens: 1, outputPerMillionTokens: 5 },
};

const withBudgets = (budgets: unknown, more: object = {}) => ({
  ...input(),
  models: { big, small },
  tenants: { t: { budgets } },
  ...more,
});

test.each([
  {},
  { month: 1000 },
  { day: 50, month: 1000, perKey: { day: 5 }, cheaperModel: 'small', alertAt: [0.5, 'forecast', 1] },
  { month: 1000, cheaperModel: 'small', whenReached: { cheaperModel: 0.8, cacheOnly: 0.9, block: 1 } },
  { perKey: { month: 10 }, alertAt: ['forecast'] },
])('%j is right', (budgets) => {
  expect(linesOf(withBudgets(budgets))).toEqual([]);
});

test('a budget inside another one is the smaller one', () => {
  expect(linesOf(withBudgets({ day: 20, month: 10, perKey: { month: 11 } }))).toEqual([
    'tenants.t.budgets.day: 20 is above month, which is 10, and would never be reached; lower it, or leave it out',
    "tenants.t.budgets.perKey.month: 11 is above the tenant's 10 and would never be reached; lower it, or leave it out",
  ]);
});

test('alerts are in order, each once', () => {
  expect(linesOf(withBudgets({ month: 10, alertAt: [0.8, 0.5, 0.8] }))).toEqual([
    'tenants.t.budgets.alertAt: 0.8 is listed twice; list it once',
    'tenants.t.budgets.alertAt: [0.8,0.5,0.8] is not in order; write the shares as 0.5, 0.8',
  ]);
});

test('steps come one after the other', () => {
  const whenReached = { cheaperModel: 0.95, cacheOnly: 0.9 };
  expect(linesOf(withBudgets({ month: 10, cheaperModel: 'small', whenReached }))).toEqual([
    'tenants.t.budgets.whenReached.cheaperModel: 0.95 is not below cacheOnly, which is 0.9, and would do nothing; lower it, or leave it out',
  ]);
});

test('rules without a budget, and a step without its model, say what is missing', () => {
  expect(linesOf(withBudgets({ alertAt: [1] }))).toEqual([
    'tenants.t.budgets.alertAt: has no budget to apply to; add day or month, or leave it out',
  ]);
  expect(linesOf(withBudgets({ month: 10, whenReached: { cheaperModel: 0.5 } }))).toEqual([
    'tenants.t.budgets.whenReached.cheaperModel: 0.5 says when, but no cheaperModel says which model answers then; name one beside whenReached',
  ]);
});

test('shares are above 0 and at most 1', () => {
  expect(linesOf(withBudgets({ month: 10, whenReached: { block: 1.1 } }))).toEqual([
    'tenants.t.budgets.whenReached.block: 1.1 is not a share of the budget above 0, at most 1; use a number such as 1',
  ]);
});

describe('the cheaper model', () => {
  const cheaper = (cheaperModel: string, more: object = {}) => linesOf(withBudgets({ month: 10, cheaperModel }, more));

  test('exists', () => {
    expect(cheaper('smal')).toEqual([
      "tenants.t.budgets.cheaperModel: 'smal' is neither a model nor an alias; did you mean small?",
    ]);
  });

  test('is cheaper than another one', () => {
    expect(cheaper('big')).toEqual([
      "tenants.t.budgets.cheaperModel: 'big' is not cheaper than any of small; name the cheapest one, or leave it out",
    ]);
  });

  test('has a known price', () => {
    const unpriced = { openai: { baseUrl: 'https://vllm.acme.internal/v1' } };
    expect(cheaper('small', { models: { big, small: unpriced } })).toContain(
      "tenants.t.budgets.cheaperModel: 'small' has no known price, so nobody can say that it is cheaper; give it a price",
    );
  });

  test('is served wherever the tenant may be', () => {
    const models = { big, small: { ...small, regions: ['us-east-1'] } };
    const regions = { 'us-east-1': { primary: true }, 'eu-west-1': {} };
    expect(cheaper('small', { models, regions })).toEqual([
      "tenants.t.budgets.cheaperModel: 'small' is not served in eu-west-1, where t may be; serve it there, or use another one",
    ]);
  });

  test('may be an alias', () => {
    expect(cheaper('economy', { routes: { economy: [{ model: 'small' }] } })).toEqual([]);
  });
});

test('whom to tell needs something to tell of', () => {
  const alertsTo = { emails: ['ops@example.com'] };
  expect(linesOf(withBudgets({}, { budgets: { alertsTo } }))).toEqual([
    'budgets.alertsTo: has no budget to tell of; add one, or leave it out',
  ]);
  expect(linesOf(withBudgets({ month: 1 }, { budgets: { alertsTo } }))).toEqual([]);
});

test('the URL of a webhook is never repeated', () => {
  const [line = ''] = linesOf(
    withBudgets({ month: 1 }, { budgets: { alertsTo: { webhook: 'https://hooks.example.com/T0/B0/abc' } } }),
  );
  expect(line).toContain('is not a reference to a secret');
  expect(line).not.toContain('hooks.example.com');
});
