import { input, linesOf } from '../support.ts';

test('tenants name organisations, and each organisation has a tenant', () => {
  const organisations = { acme: {}, idle: {} };
  expect(linesOf({ ...input(), organisations, tenants: { t: { organisation: 'acme' }, u: { organisation: 'acm' } } })).toEqual([
    "tenants.u.organisation: 'acm' is none of the organisations; use acme, idle",
    'organisations.idle: has no tenant; write organisation: idle in one, or leave it out',
  ]);
});

test('an organisation has to be there', () => {
  expect(linesOf({ ...input(), tenants: { t: { organisation: 'acme' } } })).toEqual([
    "tenants.t.organisation: 'acme' is none of the organisations; add organisations: { acme: {} }",
  ]);
});

test('an organisation has limits of its own only', () => {
  const organisations = { acme: { limits: { perKey: { concurrency: 1 } } } };
  expect(linesOf({ ...input(), organisations, tenants: { t: { organisation: 'acme' } } })).toEqual([
    expect.stringContaining('organisations.acme.limits.perKey'),
  ]);
});
