import { input, linesOf } from '../support.ts';

const regions = { 'us-east-1': { primary: true }, 'eu-west-1': {} };

test('residency is among the platform’s regions, each once', () => {
  expect(linesOf(input({ tenants: { t: { residency: ['eu-west-1'] } } }))).toEqual([
    "tenants.t.residency: 'eu-west-1' is not among the platform's regions; use us-east-1",
  ]);
  expect(linesOf(input({ tenants: { t: { residency: ['us-east-1', 'us-east-1'] } } }))).toEqual([
    "tenants.t.residency: 'us-east-1' is listed twice; list it once",
  ]);
});

test('a tenant finds a model in each region that it is bound to', () => {
  const models = { m: { echo: {}, regions: ['us-east-1'] } };
  expect(linesOf(input({ regions, models, tenants: { t: { residency: ['eu-west-1'] }, u: {} } }))).toEqual([
    "tenants.t.residency: 'eu-west-1' has no model; serve one there, or leave the region out",
  ]);
});

test('a region whose own entry is malformed still counts as one of the platform’s', () => {
  const wrong = { ...input({ tenants: { t: { residency: ['us-east-1'] } } }), regions: { 'us-east-1': 'here' } };
  expect(linesOf(wrong)).toEqual([expect.stringMatching(/^regions\.us-east-1: 'here' is not an object;/)]);
});

test('a misspelt region of residency is a suggestion away', () => {
  expect(linesOf(input({ tenants: { t: { residency: ['us-eest-1'] } } }))).toEqual([
    "tenants.t.residency[0]: 'us-eest-1' is not a region of the catalogue; did you mean us-east-1?",
  ]);
});

test.each(['', '-a', 'a b', 'a/b', 'x'.repeat(65)])('the tenant name %p is refused', (name) => {
  expect(linesOf(input({ tenants: { [name]: {} } }))).toEqual([
    expect.stringContaining('is not a tenant name; use up to 64 letters'),
  ]);
});
