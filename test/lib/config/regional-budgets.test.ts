import { platform } from '../../../lib/config/platform.ts';
import { budgetsIn } from '../../../lib/config/regional-budgets.ts';
import { routerConfig } from '../../../lib/config/router-config.ts';

const config = platform({
  name: 'acme',
  regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} },
  models: { echo: { echo: {} } },
  organisations: { acme: { budgets: { month: 300 } } },
  tenants: {
    both: { organisation: 'acme', budgets: { month: 100.000001, perKey: { day: 1 } } },
    here: { residency: ['eu-west-1'], organisation: 'acme', budgets: { day: 10 } },
    none: {},
  },
});

test('each region holds an equal part of what its tenants may cost', () => {
  const { both, here, none } = budgetsIn(config, 'eu-west-1').budgets ?? {};
  expect(both?.tenant?.month).toBe(50_000_000);
  expect(both?.key?.day).toBe(500_000);
  expect(both?.organisation).toMatchObject({ name: 'acme', month: 150_000_000 });
  expect(here?.tenant?.day).toBe(10_000_000);
  expect(none).toBeUndefined();
});

test('a region has the budgets of the tenants that it serves', () => {
  expect(Object.keys(routerConfig(config, 'us-east-1').budgets ?? {})).toEqual(['both']);
});

test('defaults are alerts at half, four fifths, the forecast and the end, and a block at the end', () => {
  expect(config.tenants.here?.budgets?.tenant).toEqual({
    day: 10_000_000,
    alertAt: [0.5, 0.8, 'forecast', 1],
    whenReached: { block: 1 },
  });
});
