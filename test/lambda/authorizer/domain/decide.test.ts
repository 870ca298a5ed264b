import fc from 'fast-check';
import type { ApiKeyRecord } from '../../../../lambda/authorizer/contract.ts';
import { decide } from '../../../../lambda/authorizer/domain/decide.ts';

const now = 1_700_000_000;
const record: ApiKeyRecord = {
  keyId: 'abcdefgh01234567',
  hash: 'h',
  tenant: 'research',
  label: 'notebook',
  createdAt: '2026-01-01T00:00:00.000Z',
};

test('a known, matching key lets its tenant in', () => {
  expect(decide(record.keyId, record, true, now)).toEqual({
    kind: 'allow',
    caller: { tenant: 'research', principal: 'abcdefgh01234567', credential: 'api-key' },
  });
});

test.each([
  ['unknown key', undefined, true],
  ['wrong secret', record, false],
  ['revoked key', { ...record, revokedAt: '2026-01-02T00:00:00.000Z' }, true],
  ['expired key', { ...record, expiresAt: now }, true],
] as const)('%s: not authenticated', (reason, stored, matches) => {
  expect(decide(record.keyId, stored, matches, now)).toEqual({ kind: 'unauthenticated', reason, keyId: record.keyId });
});

test('a key lasts until the second before it expires', () => {
  expect(decide(record.keyId, { ...record, expiresAt: now + 1 }, true, now).kind).toBe('allow');
});

test('whatever is stored, a secret that does not match is never let in', () => {
  const records = fc.record(
    { expiresAt: fc.integer(), revokedAt: fc.string(), tenant: fc.string() },
    { requiredKeys: ['tenant'] },
  );
  fc.assert(
    fc.property(records, fc.integer(), (fields, at) => {
      expect(decide(record.keyId, { ...record, ...fields }, false, at).kind).toBe('unauthenticated');
    }),
  );
});

test('a key has the roles that are stored with it, and no others', () => {
  const rolesOf = (stored: ApiKeyRecord) => {
    const verdict = decide(stored.keyId, stored, true, now);
    return verdict.kind === 'allow' ? verdict.caller.roles : verdict.kind;
  };
  expect(rolesOf(record)).toBeUndefined();
  expect(rolesOf({ ...record, roles: [] })).toBeUndefined();
  expect(rolesOf({ ...record, roles: ['reviewer', 'reviewer:sales'] })).toBe('reviewer reviewer:sales');
  expect(rolesOf({ ...record, roles: ['administrator'] })).toBeUndefined();
});
