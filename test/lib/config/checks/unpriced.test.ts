import { presets } from '../../../../lib/config/presets/index.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

const KEY = { secret: 'openai/api-key' };
const HOSTED = { openai: { baseUrl: 'https://vllm.acme.example/v1' } };
const LIMITED = { t: { limits: { dollarsPerDay: 5 } } };
const SENTENCE = (where: string, what = 'm') =>
  `models${what === 'm' ? '.m' : "['*']"}: has no price, neither its own nor the catalogue's, so ${where} would let all of it pass; give it a price, 0 where it is free`;

const withModel = (model: object, parts: Partial<PlatformInput> = { tenants: LIMITED }, name = 'm') =>
  linesOf({ ...input(), models: { [name]: model }, ...parts });

test.each<[string, object]>([
  ['that the catalogue knows', { openai: { model: 'gpt-5.4', apiKey: KEY } }],
  ['with a price of its own', { ...HOSTED, price: { inputPerMillionTokens: 1, outputPerMillionTokens: 2 } }],
  ['that is said to be free', { ...HOSTED, price: { inputPerMillionTokens: 0, outputPerMillionTokens: 0 } }],
  ['that runs in the router', { echo: {} }],
])('dollars limit a model %s', (_, model) => {
  expect(withModel(model)).toEqual([]);
});

test.each<[string, Partial<PlatformInput>]>([
  ['tenants.t.limits.dollarsPerDay', { tenants: LIMITED }],
  ['tenants.t.limits.perKey.dollarsPerMinute', { tenants: { t: { limits: { perKey: { dollarsPerMinute: 5 } } } } }],
  ['tenants.t.limits.perSession.dollarsPerMonth', { tenants: { t: { limits: { perSession: { dollarsPerMonth: 5 } } } } }],
  ['tenants.t.budgets.month', { tenants: { t: { budgets: { month: 5 } } } }],
  ['tenants.t.budgets.perKey.day', { tenants: { t: { budgets: { perKey: { day: 5 } } } } }],
  [
    'organisations.o.limits.dollarsPerMonth',
    { organisations: { o: { limits: { dollarsPerMonth: 5 } } }, tenants: { t: { organisation: 'o' } } },
  ],
  ['organisations.o.budgets.day', { organisations: { o: { budgets: { day: 5 } } }, tenants: { t: { organisation: 'o' } } }],
])('%s would not see a model that has no price', (where, parts) => {
  expect(withModel(HOSTED, parts)).toEqual([SENTENCE(where)]);
});

test('names that only the catch-all takes have its price or none', () => {
  expect(withModel({ openai: { apiKey: KEY } }, undefined, '*')).toEqual([SENTENCE('tenants.t.limits.dollarsPerDay', '*')]);
});

test.each<[string, Partial<PlatformInput>]>([
  ['have no dollars in them', { tenants: { t: { limits: { tokensPerMinute: 5 } } } }],
  ['bound a tenant that another region serves', { tenants: { t: { residency: ['eu-west-1'], ...LIMITED.t } } }],
])('limits that %s ask for no price', (_, parts) => {
  const regions = { 'us-east-1': { primary: true }, 'eu-west-1': {} };
  const models = { m: { ...HOSTED, regions: ['us-east-1'] }, echo: { echo: {} } };
  expect(linesOf({ ...input(), regions, models, ...parts })).toEqual([]);
});

test('models on GPUs of the platform need none: their hours cost the same whatever is asked', () => {
  const preset = presets['multi-region'];
  expect(linesOf({ ...preset, models: servedIn(preset), tenants: LIMITED, routes: {} })).toEqual([]);
});

const servedIn = ({ models }: PlatformInput) => Object.fromEntries(Object.entries(models).filter(([, { served }]) => served));
