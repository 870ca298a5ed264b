import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { keyHash } from '../../../lambda/authorizer/adapters/key-hash.ts';
import { formatApiKey } from '../../../lambda/authorizer/domain/api-key.ts';
import { mintKey, RANDOM_BYTES, recordOf } from '../../../tools/keys/mint.ts';
import { sqliteRegistry } from '../../../tools/keys/sqlite-registry.ts';
import { type JwksServer, type SigningKey, signingKey, startJwksServer } from '../../support/jwks-server.ts';

type Handler = typeof import('../../../lambda/authorizer/handler.ts');

const root = path.join(__dirname, '..', '..', '..');
const recorded = path.join(
  root,
  '..',
  'shared',
  'data',
  'aws-lambda-events',
  'events',
  'testdata',
  'apigw-custom-auth-request-type-request.json',
);
const pepper = 'p'.repeat(43);

let folder: string;
let jwks: JwksServer;
let signer: SigningKey;
let key: string;
let expired: string;
const lines: string[] = [];

/** The handler as source and as the bundle that is deployed. */
const handlers: readonly (readonly [string, () => Handler])[] = [
  ['source', () => require('../../../lambda/authorizer/handler.ts') as Handler],
  ['bundle', () => require(path.join(root, 'dist', 'bundles', 'authorizer', 'index.js')) as Handler],
];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'authorizer-'));
  signer = await signingKey('only', 'ES256');
  jwks = await startJwksServer(signer);
  const database = path.join(folder, 'db');
  writeFileSync(path.join(folder, 'pepper'), pepper);
  const issuers = [{ issuer: 'https://id.example.com', audience: ['llm'], jwksUri: jwks.url, tenantClaim: 'tenant' }];
  process.env.API_KEYS = `sqlite:${database}`;
  process.env.API_KEY_PEPPER = `file:${path.join(folder, 'pepper')}`;
  process.env.JWT_ISSUERS = JSON.stringify(issuers);
  const registry = sqliteRegistry(database);
  const mint = async (lifetimeSeconds?: number) => {
    const minted = mintKey(randomBytes(RANDOM_BYTES));
    const request = { tenant: 'research', label: 'test', createdAt: new Date(), lifetimeSeconds };
    await registry.add(recordOf(minted, request, (text) => keyHash(pepper, text)));
    return formatApiKey(minted);
  };
  key = await mint();
  expired = await mint(0);
});

beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});

afterEach(() => jest.restoreAllMocks());

afterAll(async () => {
  await jwks.close();
  rmSync(folder, { recursive: true });
});

const event = (headers: Record<string, string>) =>
  ({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:123456789012:api/v1/POST/v1/chat/completions',
    headers,
  }) as unknown as APIGatewayRequestAuthorizerEvent;
const bearer = (token: string) => event({ Authorization: `Bearer ${token}` });
const token = (claims: Record<string, unknown>) =>
  signer.sign({ iss: 'https://id.example.com', aud: 'llm', sub: 'user-1', exp: Math.floor(Date.now() / 1000) + 60, ...claims });
const flipped = (text: string) => text.slice(0, 30) + (text[30] === 'x' ? 'y' : 'x') + text.slice(31);

describe.each(handlers)('the authorizer (%s)', (_, load) => {
  test('lets a stored key in, for the whole stage', async () => {
    expect(await load().handler(bearer(key))).toEqual({
      principalId: key.slice(3, 19),
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:us-east-1:123456789012:api/v1/*' },
        ],
      },
      context: { tenant: 'research', principal: key.slice(3, 19), credential: 'api-key' },
      usageIdentifierKey: 'usageplankeyapiresearch',
    });
  });

  test('lets a token in', async () => {
    expect(await load().handler(bearer(await token({ tenant: 'research' })))).toMatchObject({
      context: { tenant: 'research', principal: 'user-1', credential: 'jwt' },
    });
  });

  test('denies a valid token that belongs to no tenant', async () => {
    const { policyDocument, context } = await load().handler(bearer(await token({})));
    expect(policyDocument.Statement).toMatchObject([{ Effect: 'Deny' }]);
    expect(context).toBeUndefined();
  });

  test('answers Unauthorized to a changed, expired, unknown or missing key', async () => {
    const { handler } = load();
    for (const wrong of [
      bearer(flipped(key)),
      bearer(expired),
      bearer(`sk-${'0'.repeat(16)}${key.slice(19)}`),
      bearer('x'),
      event({}),
    ]) {
      await expect(handler(wrong)).rejects.toThrow(/^Unauthorized$/);
    }
  });

  test('logs why and which key, never the key or token', async () => {
    const { handler } = load();
    const changed = flipped(key);
    const jwt = await token({ aud: 'other' });
    await expect(handler(bearer(changed))).rejects.toThrow();
    await expect(handler(bearer(jwt))).rejects.toThrow();
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { level: 'warn', message: 'caller refused', reason: 'wrong secret', keyId: key.slice(3, 19) },
      { level: 'warn', message: 'caller refused', reason: 'token for another audience' },
    ]);
    expect(lines.join('')).not.toContain(changed.slice(20));
    expect(lines.join('')).not.toContain(jwt.split('.')[2]);
  });

  test('names the request in every line, so that it is found by the id that its caller has', async () => {
    const { handler } = load();
    const about = (headers: Record<string, string>) => ({ ...event(headers), requestContext: { requestId: 'r-1' } }) as never;
    await expect(handler(about({}))).rejects.toThrow(/^Unauthorized$/);
    await handler(about({ Authorization: `Bearer ${await token({})}` }));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { message: 'caller refused', requestId: 'r-1' },
      { message: 'caller denied', requestId: 'r-1' },
    ]);
  });

  test('is an error, not a refusal, while the issuer cannot be reached', async () => {
    jwks.outage = 503;
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 11 * 60_000);
    await expect(load().handler(bearer(await token({ tenant: 'research' })))).rejects.toThrow('authorizer cannot decide');
    jwks.outage = undefined;
    expect(lines.join('')).toContain('"level":"error"');
  });

  const replay = existsSync(recorded) ? test : test.skip;
  replay(
    `refuses API Gateway's own example event, which shows no key${existsSync(recorded) ? '' : ' (no shared/data)'}`,
    async () => {
      const example = JSON.parse(readFileSync(recorded, 'utf8')) as APIGatewayRequestAuthorizerEvent;
      await expect(load().handler(example)).rejects.toThrow(/^Unauthorized$/);
      const { policyDocument } = await load().handler({
        ...example,
        headers: { ...example.headers, HeaderAuth1: 'x', Authorization: `Bearer ${key}` },
      });
      expect(policyDocument.Statement).toMatchObject([
        { Effect: 'Allow', Resource: 'arn:aws:execute-api:us-east-1:123456789012:s4x3opwd6i/test/*' },
      ]);
    },
  );
});

test('without its environment the function does not start', () => {
  jest.isolateModules(() => {
    const { API_KEY_PEPPER } = process.env;
    delete process.env.API_KEY_PEPPER;
    expect(() => require('../../../lambda/authorizer/handler.ts')).toThrow(
      'environment variable API_KEY_PEPPER is not set; it must start with one of secretsmanager:, file:',
    );
    process.env.API_KEY_PEPPER = API_KEY_PEPPER;
  });
});
