import { existsSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { simulateMonth } from '../../../tools/budget/simulate.ts';
import { readTrace, type TracedRequest } from '../../../tools/budget/trace.ts';

const RULES = {
  alertAt: [0.5, 0.8, 'forecast', 1] as const,
  whenReached: { cheaperModel: 0.9, block: 1 },
  cheaperModel: 'cheaper',
};
const NOVEMBER = Date.UTC(2026, 10);
const month = 1_000_000_000;

/** Shares of the alerts, in the order in which they came. */
const shares = (alerts: readonly { readonly subject: string }[]) =>
  alerts.map(({ subject }) => subject.replace(/^.* simulated /, ''));

const trace = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 1, max: 3_600_000 }),
    inputTokens: fc.integer({ min: 1, max: 8_000 }),
    outputTokens: fc.integer({ min: 1, max: 1_024 }),
  }),
  { minLength: 200, maxLength: 400 },
);

const inOrder = (requests: readonly TracedRequest[]) => [...requests].sort((a, b) => a.afterMs - b.afterMs);

test('whatever is asked for, a month ends within its budget, with each alert once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(trace, fc.integer({ min: 12, max: 40 }), async (requests, pressure) => {
      const { spent, alerts } = await simulateMonth({
        ...{ trace: inOrder(requests), budget: { month, ...RULES }, month: NOVEMBER, passes: 10 },
        pressure: pressure / 10,
      });
      expect(spent).toBeLessThanOrEqual(month);
      const said = shares(alerts);
      expect(new Set(said).size).toBe(said.length);
      expect(said.filter((share) => share !== 'forecast')).toEqual(['50 %', '80 %', '100 %'].slice(0, said.length - 1));
    }),
    { numRuns: 10 },
  );
});

const file = path.join(
  __dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'traces-azure',
  'data',
  'AzureLLMInferenceTrace_code.csv',
);
const there = existsSync(file);

(there ? test : test.skip)(
  `a month of Azure's trace ends within 0.1 % of its budget, alerts in order${there ? '' : ' (skipped: no ../shared/data/traces-azure)'}`,
  async () => {
    const result = await simulateMonth({
      ...{ trace: readTrace(file), budget: { month, ...RULES }, month: NOVEMBER, passes: 4, pressure: 1.6 },
    });
    expect(Math.abs(result.deviation)).toBeLessThan(0.001);
    expect(result.spent).toBeLessThanOrEqual(month);
    expect(result.wanted / month).toBeCloseTo(1.6, 3);
    expect(shares(result.alerts)).toEqual(['forecast', '50 %', '80 %', '100 %']);
    expect(result.requests.cheaper).toBeGreaterThan(0);
  },
);

test('a month that stays below its budget refuses nobody and alerts at half of it', async () => {
  const calm = Array.from({ length: 300 }, (_, i) => ({ afterMs: i * 1_000, inputTokens: 100, outputTokens: 100 }));
  const { requests, alerts, spent } = await simulateMonth({
    ...{ trace: calm, budget: { month, ...RULES }, month: NOVEMBER, passes: 10, pressure: 0.6 },
  });
  expect(requests).toEqual({ normal: 3_000, cheaper: 0, refused: 0 });
  expect(spent / month).toBeCloseTo(0.6, 3);
  expect(shares(alerts)).toEqual(['50 %']);
});
