import fc from 'fast-check';
import { judgeClaims } from '../../../../lambda/authorizer/domain/claims.ts';

const issuer = {
  issuer: 'https://id.example.com',
  audience: ['llm', 'llm-test'],
  jwksUri: 'https://id.example.com/jwks',
  tenantClaim: 'tenant',
};
const claims = { sub: 'user-1', aud: 'llm', tenant: 'research' };
const caller = { tenant: 'research', principal: 'user-1', credential: 'jwt' };

test.each([
  ['one audience', claims],
  ['another audience of ours', { ...claims, aud: 'llm-test' }],
  ['several audiences', { ...claims, aud: ['other', 'llm'] }],
  ["Cognito's client id instead of an audience", { sub: 'user-1', client_id: 'llm', tenant: 'research' }],
])('a token with %s lets its tenant in', (_, token) => {
  expect(judgeClaims(token, issuer)).toEqual({ kind: 'allow', caller });
});

test.each([
  ['another audience', { ...claims, aud: 'other' }],
  ['no audience at all', { sub: 'user-1', tenant: 'research' }],
  ['an empty list of audiences', { ...claims, aud: [] }],
  ['another audience, whatever its client id', { ...claims, aud: 'other', client_id: 'llm' }],
  ['an audience that is no text', { ...claims, aud: { llm: true } }],
])('a token for %s is not authenticated', (_, token) => {
  expect(judgeClaims(token, issuer)).toEqual({ kind: 'unauthenticated', reason: 'token for another audience' });
});

test.each([undefined, '', 7])('a token with sub %p is not authenticated', (sub) => {
  expect(judgeClaims({ ...claims, sub }, issuer).kind).toBe('unauthenticated');
});

test.each([undefined, '', 7, ['research'], null, 'x'.repeat(65)])('a token with tenant %p is forbidden', (tenant) => {
  expect(judgeClaims({ ...claims, tenant }, issuer)).toEqual({
    kind: 'forbidden',
    reason: "token without a tenant in claim 'tenant'",
    principal: 'user-1',
  });
});

test('a tenant claim is an own claim of the token, never inherited', () => {
  expect(judgeClaims({ sub: 'user-1', aud: 'llm' }, { ...issuer, tenantClaim: 'constructor' }).kind).toBe('forbidden');
});

test('no claims whatsoever make the judge throw, nor let in a tenant that they do not name', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('aud', 'sub', 'tenant', 'client_id', 'x'), fc.jsonValue()), (token) => {
      const verdict = judgeClaims(token, issuer);
      expect(verdict.kind === 'allow' ? verdict.caller.tenant : token.tenant).toBe(token.tenant);
    }),
  );
});

describe('roles', () => {
  const rolesOf = (token: object, rolesClaim?: string) => {
    const verdict = judgeClaims({ ...claims, ...token }, { ...issuer, ...(rolesClaim !== undefined && { rolesClaim }) });
    return verdict.kind === 'allow' ? verdict.caller.roles : verdict.kind;
  };

  test('a token gives none unless its issuer is trusted to', () => {
    expect(rolesOf({ roles: ['reviewer'] })).toBeUndefined();
    expect(rolesOf({ roles: ['reviewer'] }, 'roles')).toBe('reviewer');
    expect(rolesOf({}, 'roles')).toBeUndefined();
  });

  test.each([
    ['reviewer reviewer:sales', 'reviewer reviewer:sales'],
    [['reviewer:*', 'reviewer:*', 'admin'], 'reviewer:*'],
    [['reviewer:sales research', 'reviewer:', 7, null], undefined],
    [{ reviewer: true }, undefined],
    [true, undefined],
  ])('of %j those count that this platform knows', (roles, expected) => {
    expect(rolesOf({ roles }, 'roles')).toBe(expected);
  });

  test('a claim of roles is an own claim of the token, never inherited', () => {
    expect(rolesOf({}, 'constructor')).toBeUndefined();
  });
});
