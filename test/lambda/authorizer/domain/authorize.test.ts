import type { ApiKeyRecord } from '../../../../lambda/authorizer/contract.ts';
import { authorize, type Ports } from '../../../../lambda/authorizer/domain/authorize.ts';

const key = `sk-abcdefgh01234567-${'x'.repeat(42)}A`;
const record: ApiKeyRecord = {
  keyId: 'abcdefgh01234567',
  hash: `hash of ${key}`,
  tenant: 'research',
  label: '',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const issuer = {
  issuer: 'https://id.example.com',
  audience: ['llm'],
  jwksUri: 'https://id.example.com/jwks',
  tenantClaim: 'tenant',
};
const ports: Ports = {
  findKey: async (keyId) => (keyId === record.keyId ? record : undefined),
  hash: async (text) => `hash of ${text}`,
  sameHash: (left, right) => left === right,
  verifyToken: async () => ({ kind: 'valid', issuer, claims: { aud: 'llm', sub: 'user-1', tenant: 'research' } }),
  now: () => 1_700_000_000,
};
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('a stored key is let in', async () => {
  expect((await authorize(bearer(key), ports)).kind).toBe('allow');
});

test('a stored id with another secret is not', async () => {
  const other = `sk-abcdefgh01234567-${'y'.repeat(42)}A`;
  expect(await authorize(bearer(other), ports)).toEqual({ kind: 'unauthenticated', reason: 'wrong secret', keyId: record.keyId });
});

test('an unknown id is not', async () => {
  const other = `sk-0000000000000000-${'x'.repeat(42)}A`;
  expect(await authorize(bearer(other), ports)).toMatchObject({ reason: 'unknown key', keyId: '0000000000000000' });
});

test('a valid token is judged by its claims', async () => {
  expect(await authorize(bearer('a.b.c'), ports)).toEqual({
    kind: 'allow',
    caller: { tenant: 'research', principal: 'user-1', credential: 'jwt' },
  });
});

test('a token that does not verify is refused with the verifier’s reason', async () => {
  const refusing: Ports = { ...ports, verifyToken: async () => ({ kind: 'invalid', reason: 'token refused: expired' }) };
  expect(await authorize(bearer('a.b.c'), refusing)).toEqual({ kind: 'unauthenticated', reason: 'token refused: expired' });
});

test.each([
  [{}, 'no credential'],
  [bearer('nonsense'), 'neither an API key nor a JWT'],
])('%j is refused without asking anybody', async (headers, reason) => {
  const ask = jest.fn().mockRejectedValue(new Error('asked'));
  expect(await authorize(headers, { ...ports, findKey: ask, hash: ask, verifyToken: ask })).toEqual({
    kind: 'unauthenticated',
    reason,
  });
  expect(ask).not.toHaveBeenCalled();
});

test.each([
  ['the key store', { findKey: () => Promise.reject(new Error('down')) }, key],
  ['the pepper', { hash: () => Promise.reject(new Error('down')) }, key],
  ['the issuer', { verifyToken: () => Promise.reject(new Error('down')) }, 'a.b.c'],
] as const)('while %s cannot be reached there is no verdict', async (_, broken, token) => {
  await expect(authorize(bearer(token), { ...ports, ...broken })).rejects.toThrow('down');
});
