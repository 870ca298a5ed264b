import type { BudgetState } from '../../../../../lambda/router/contract/budgets.ts';
import type { RouterConfig } from '../../../../../lambda/router/contract/router-config.ts';
import { ask } from '../../support/ask.ts';
import { chatEvent } from '../../support/events.ts';
import { SkippingClock } from '../../support/ports.ts';

const RULES = { alertAt: [1], whenReached: { cheaperModel: 0.9, cacheOnly: 0.95, block: 1 }, cheaperModel: 'small' };
const END = Date.UTC(2026, 1);

const CONFIG: RouterConfig = {
  version: 1,
  models: { big: { kind: 'echo' }, small: { kind: 'echo' }, hash: { kind: 'hashing-embedder', dimensions: 64 } },
  prices: {
    big: { input: 1_000_000, output: 10_000_000, catalogue: 'configuration' },
    small: { input: 100_000, output: 1_000_000, catalogue: 'configuration' },
  },
  budgets: { research: { tenant: { month: 1_000_000, ...RULES }, key: { day: 500_000, ...RULES } } },
};

const state = (action: BudgetState['action'], more: Partial<BudgetState> = {}): BudgetState => ({
  ...{ scope: 'tenant', action, until: END },
  ...more,
});

const asking = async (states: readonly BudgetState[], body: object = {}, config: RouterConfig = CONFIG) => {
  const { sink, rows, lines } = await ask(chatEvent({ model: 'big', max_completion_tokens: 10, ...body }), {
    config: { current: async () => config, refresh: async () => undefined },
    clock: new SkippingClock(),
    budgets: { inForce: () => states },
  });
  return { status: sink.status, headers: sink.headers, body: sink.text === '' ? {} : JSON.parse(sink.text), rows, lines };
};

test('while nothing is in force a request is answered by the model that it asks', async () => {
  const { status, headers, rows } = await asking([]);
  expect(status).toBe(200);
  expect(headers).not.toHaveProperty('x-budget');
  expect(rows).toMatchObject([{ model: 'big' }]);
});

test('the cheaper model answers, client and log are told so, and its price is what counts', async () => {
  const { status, headers, rows, lines } = await asking([state('cheaper-model')]);
  expect(status).toBe(200);
  expect(headers).toHaveProperty('x-budget', 'cheaper-model');
  expect(rows).toMatchObject([{ model: 'small', inputPrice: 100_000 }]);
  expect(lines.at(-1)?.fields).toMatchObject({ model: 'small', askedModel: 'big', budget: 'cheaper-model' });
});

test('a request for the cheaper model itself is as it was', async () => {
  const { headers, rows } = await asking([state('cheaper-model')], { model: 'small' });
  expect(headers).not.toHaveProperty('x-budget');
  expect(rows).toMatchObject([{ model: 'small' }]);
});

test('a model that nobody serves stays unknown', async () => {
  expect(await asking([state('cheaper-model')], { model: 'no-such-model' })).toMatchObject({ status: 404 });
});

test('without a kept answer a request is refused until the end of the period', async () => {
  const { status, headers, body, rows } = await asking([state('cache-only')]);
  expect(status).toBe(429);
  expect(body.error).toMatchObject({ code: 'budget_exhausted', type: 'insufficient_quota' });
  expect(body.error.message).toContain('2026-02-01T00:00:00.000Z');
  expect(Number(headers['retry-after'])).toBe(Math.ceil((END - Date.UTC(2026, 0, 2, 3, 4, 5)) / 1000));
  expect(rows).toEqual([]);
});

test('a budget that blocks refuses everything', async () => {
  expect(await asking([state('block')])).toMatchObject({ status: 429, body: { error: { code: 'budget_exhausted' } } });
});

test('the strictest of all budgets is what counts', async () => {
  const { status } = await asking([state('cheaper-model'), state('block', { scope: 'key/key-1' })]);
  expect(status).toBe(429);
});

test("another key's state is nobody else's business", async () => {
  expect(await asking([state('block', { scope: 'key/key-2' })])).toMatchObject({ status: 200 });
});

test('what was in force until the turn of the period is over then', async () => {
  expect(await asking([state('block', { until: Date.UTC(2026, 0, 2) })])).toMatchObject({ status: 200 });
});

test("an operator's word stands above what was computed, and above the counters", async () => {
  const states = [state('block'), state('normal', { override: true })];
  expect(await asking(states)).toMatchObject({ status: 200 });
  const spent: RouterConfig = { ...CONFIG, budgets: { research: { tenant: { month: 1, ...RULES } } } };
  expect(await asking([state('normal', { override: true })], {}, spent)).toMatchObject({ status: 200 });
  expect(await asking([state('block', { override: true }), state('cheaper-model')])).toMatchObject({ status: 429 });
});

test('what a request may cost must fit into the rest, to the micro-dollar, whatever states say', async () => {
  const spent: RouterConfig = { ...CONFIG, budgets: { research: { tenant: { month: 1, ...RULES } } } };
  const { status, body, headers } = await asking([], {}, spent);
  expect(status).toBe(429);
  expect(body.error.code).toBe('budget_exhausted');
  expect(headers).toHaveProperty('x-should-retry', 'false');
});

test('a tenant without a budget is asked nothing', async () => {
  const asked: string[] = [];
  const { budgets: _, ...without } = CONFIG;
  const { sink } = await ask(chatEvent({ model: 'big' }), {
    config: { current: async () => without, refresh: async () => undefined },
    budgets: {
      inForce: (partition) => {
        asked.push(partition);
        return [];
      },
    },
  });
  expect([sink.status, asked]).toEqual([200, []]);
});
