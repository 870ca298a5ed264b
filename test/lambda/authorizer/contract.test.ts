import fc from 'fast-check';
import { usageIdentifierKey } from '../../../lambda/authorizer/contract.ts';

const API = 's4x3opwd6i';
const tenant = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/);

test('a usage-plan key is what API Gateway takes: letters and digits, 20 or more', () => {
  fc.assert(fc.property(tenant, (name) => expect(usageIdentifierKey(API, name)).toMatch(/^[A-Za-z0-9]{20,}$/)));
});

test('two tenants never share a usage-plan key, nor do two APIs', () => {
  fc.assert(
    fc.property(tenant, tenant, (one, other) => {
      expect(usageIdentifierKey(API, one) === usageIdentifierKey(API, other)).toBe(one === other);
      expect(usageIdentifierKey(API, one)).not.toBe(usageIdentifierKey('zzzzzzzzzz', one));
    }),
  );
});

test('what could be taken for an escape is escaped', () => {
  expect(usageIdentifierKey(API, 'a-b')).toBe('usageplankeys4x3opwd6iax2db');
  expect(usageIdentifierKey(API, 'ax2db')).not.toBe(usageIdentifierKey(API, 'a-b'));
});
