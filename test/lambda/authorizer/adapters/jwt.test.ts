import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { jwtVerifier } from '../../../../lambda/authorizer/adapters/jwt.ts';
import type { JwtIssuer } from '../../../../lambda/authorizer/contract.ts';
import { type JwksServer, type SigningKey, signingKey, startJwksServer } from '../../../support/jwks-server.ts';

let server: JwksServer;
let first: SigningKey;
let second: SigningKey;
let issuer: JwtIssuer;

beforeAll(async () => {
  first = await signingKey('first', 'RS256');
  second = await signingKey('second', 'RS256');
});

beforeEach(async () => {
  server = await startJwksServer(first);
  issuer = { issuer: 'https://id.example.com', audience: ['llm'], jwksUri: server.url, tenantClaim: 'tenant' };
});

afterEach(async () => {
  jest.restoreAllMocks();
  await server.close();
});

const seconds = () => Math.floor(Date.now() / 1000);
const claims = () => ({ iss: 'https://id.example.com', aud: 'llm', sub: 'user-1', tenant: 'research', exp: seconds() + 60 });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token is valid', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('when signed with %s', async (algorithm) => {
    const key = await signingKey('key', algorithm);
    server.keys = [key];
    expect(await jwtVerifier([issuer])(await key.sign(claims()))).toMatchObject({
      kind: 'valid',
      issuer,
      claims: { sub: 'user-1', tenant: 'research' },
    });
  });

  test('for five seconds more than its times say, for clocks that differ', async () => {
    const verify = jwtVerifier([issuer]);
    expect((await verify(await first.sign({ ...claims(), exp: seconds() - 3 }))).kind).toBe('valid');
    expect((await verify(await first.sign({ ...claims(), nbf: seconds() + 4 }))).kind).toBe('valid');
  });
});

describe('a token is refused', () => {
  test.each([
    ['it is expired', { exp: seconds() - 60 }, 'ERR_JWT_EXPIRED'],
    ['it is not valid yet', { nbf: seconds() + 600 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
    ['it never expires', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED'],
  ])('when %s', async (_, changed, code) => {
    expect(await jwtVerifier([issuer])(await first.sign({ ...claims(), ...changed }))).toEqual({
      kind: 'invalid',
      reason: `token refused: ${code}`,
    });
  });

  test.each([
    ['of another issuer', 'https://evil.example.com'],
    ['of our issuer with a slash more', 'https://id.example.com/'],
    ['of nobody', undefined],
  ])('when it is %s, without asking for keys', async (_, iss) => {
    const token = await first.sign({ ...claims(), iss });
    expect(await jwtVerifier([issuer])(token)).toEqual({ kind: 'invalid', reason: 'token of an unknown issuer' });
    expect(server.fetches).toBe(0);
  });

  test('when its algorithm is none', async () => {
    const token = `${encode({ alg: 'none' })}.${encode(claims())}.`;
    expect(await jwtVerifier([issuer])(token)).toEqual({ kind: 'invalid', reason: 'token refused: ERR_JOSE_ALG_NOT_ALLOWED' });
  });

  test('when it is signed with HS256 and the public key as secret', async () => {
    const publicKey = await importJWK(first.publicJwk, 'RS256', { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error('not a public key');
    const signed = `${encode({ alg: 'HS256', kid: 'first' })}.${encode(claims())}`;
    const signature = createHmac('sha256', await exportSPKI(publicKey))
      .update(signed)
      .digest('base64url');
    expect(await jwtVerifier([issuer])(`${signed}.${signature}`)).toEqual({
      kind: 'invalid',
      reason: 'token refused: ERR_JOSE_ALG_NOT_ALLOWED',
    });
  });

  test('when its claims were changed after it was signed', async () => {
    const [header, , signature] = (await first.sign(claims())).split('.');
    expect(await jwtVerifier([issuer])(`${header}.${encode({ ...claims(), tenant: 'other' })}.${signature}`)).toEqual({
      kind: 'invalid',
      reason: 'token refused: ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  test('when another key signed it under the same name', async () => {
    const thief = await signingKey('first', 'RS256');
    expect(await jwtVerifier([issuer])(await thief.sign(claims()))).toMatchObject({
      reason: 'token refused: ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });

  test.each(['a.b.c', '..', `${encode('text')}.${encode(3)}.x`])('when it is the nonsense %j', async (token) => {
    expect((await jwtVerifier([issuer])(token)).kind).toBe('invalid');
  });

  test('when no issuer is trusted', async () => {
    expect((await jwtVerifier([])(await first.sign(claims()))).kind).toBe('invalid');
  });
});

describe('the issuer’s keys', () => {
  test('are fetched once for many tokens', async () => {
    const verify = jwtVerifier([issuer]);
    for (const sub of ['a', 'b', 'c']) expect((await verify(await first.sign({ ...claims(), sub }))).kind).toBe('valid');
    expect(server.fetches).toBe(1);
  });

  test('are fetched again for an unknown key, at most once in 30 seconds', async () => {
    const verify = jwtVerifier([issuer]);
    await verify(await first.sign(claims()));
    server.keys = [second];
    const rotated = await second.sign(claims());
    expect(await verify(rotated)).toEqual({ kind: 'invalid', reason: 'token refused: ERR_JWKS_NO_MATCHING_KEY' });
    expect(server.fetches).toBe(1);
    const later = Date.now() + 31_000;
    jest.spyOn(Date, 'now').mockImplementation(() => later);
    expect((await verify(rotated)).kind).toBe('valid');
    expect(server.fetches).toBe(2);
    expect((await verify(await first.sign(claims()))).kind).toBe('invalid');
    expect(server.fetches).toBe(2);
  });

  test('are never guessed: while they cannot be read there is no verdict', async () => {
    server.outage = 503;
    const verify = jwtVerifier([issuer]);
    const token = await first.sign(claims());
    await expect(verify(token)).rejects.toThrow('Expected 200 OK');
    server.outage = undefined;
    expect((await verify(token)).kind).toBe('valid');
  });

  test('that nobody serves give no verdict', async () => {
    const verify = jwtVerifier([issuer]);
    await server.close();
    await expect(verify(await first.sign(claims()))).rejects.toThrow('fetch failed');
  });
});
