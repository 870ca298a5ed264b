import { TENANTS_WITH_SERIES } from '../../../lambda/router/contract/telemetry.ts';
import { cardinalities } from '../../../tools/bench/cardinality.ts';
import { SIGHT_VARIANTS } from '../../../tools/bench/sight.ts';

test('series grow with the tenants up to the bound, and by one more that all others share', async () => {
  const [one, at, beyond, far] = (await cardinalities([1, TENANTS_WITH_SERIES, 1_500, 2_500])).map(({ ofTenants }) => ofTenants);
  // Four outcomes, two kinds of tokens, cost, and four measures that can refuse.
  expect([one, at, beyond, far]).toEqual([
    11,
    11 * TENANTS_WITH_SERIES,
    11 * (TENANTS_WITH_SERIES + 1),
    11 * (TENANTS_WITH_SERIES + 1),
  ]);
});

test('metrics, logs and traces are measured each alone, together, and against nothing', () => {
  const [nothing, ...others] = SIGHT_VARIANTS;
  expect(nothing).toMatchObject({ logs: false, traced: 0 });
  expect(nothing?.metrics).toBeUndefined();
  const parts = others.map(({ logs, metrics, traced }) => [logs, metrics !== undefined, traced > 0].filter((on) => on).length);
  expect(parts).toContain(1);
  expect(parts).toContain(3);
  expect(new Set(others.map(({ name }) => name)).size).toBe(others.length);
});
