import { createHash, createHmac } from 'node:crypto';
import { awsUpstream } from '../../../../lambda/router/adapters/aws-upstream.ts';
import type { UpstreamCall } from '../../../../lambda/router/domain/ports.ts';
import { ScriptedUpstream } from '../support/scripted-upstream.ts';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'never-shown', AWS_SESSION_TOKEN: 'session' };
const before = { ...process.env };
beforeEach(() => Object.assign(process.env, CREDENTIALS));
afterEach(() => {
  for (const name of Object.keys(CREDENTIALS)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

const CALL: UpstreamCall = {
  baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
  path: '/model/a.b-v1%3A0/converse',
  headers: { 'content-type': 'application/json' },
  body: '{"messages":[]}',
  signal: new AbortController().signal,
};
const SIGNED: UpstreamCall = { ...CALL, sign: { service: 'bedrock', region: 'eu-west-1' } };

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Signature version 4 as AWS documents it, step by step. */
function signatureOf({ method, path, body, headers }: UpstreamCall, names: string): string {
  const date = headers['x-amz-date'] ?? '';
  const scope = `${date.slice(0, 8)}/eu-west-1/bedrock/aws4_request`;
  const lines = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const [ownPath = '', query = ''] = path.split('?');
  const canonical = [method ?? 'POST', ownPath.replaceAll('%', '%25'), query, lines.join(''), names, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = ['eu-west-1', 'bedrock', 'aws4_request'].reduce(hmac, hmac(`AWS4never-shown`, date.slice(0, 8)));
  return hmac(key, toSign).toString('hex');
}

const READ: UpstreamCall = { ...SIGNED, method: 'GET', path: '/configuration?token=a%2Fb%3D', body: '' };

test.each([
  ['a call', SIGNED, {}],
  ['a call with the credentials of its environment', SIGNED, CREDENTIALS],
  ['one without a body and with a query', READ, CREDENTIALS],
])('%s that asks for it is signed as AWS documents', async (_, call, environment) => {
  const inner = new ScriptedUpstream({});
  await awsUpstream(inner, environment).send(call);
  const [sent] = inner.calls;
  const { authorization = '' } = sent?.headers ?? {};
  const [, scope, names, signature] = /Credential=(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(authorization) ?? [];
  expect(scope).toMatch(/^AKIDEXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request$/);
  expect(names?.split(';')).toEqual(expect.arrayContaining(['content-type', 'host', 'x-amz-date', 'x-amz-security-token']));
  expect(sent && signature).toBe(sent && signatureOf(sent, names ?? ''));
  expect(JSON.stringify(sent)).not.toContain('never-shown');
});

test('other calls pass through untouched', async () => {
  const inner = new ScriptedUpstream({});
  await awsUpstream(inner, { AWS_ENDPOINT_URL: 'http://elsewhere' }).send(CALL);
  expect(inner.calls).toEqual([CALL]);
});

test.each([
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://b:2' }, 'http://b:2'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_APPCONFIGDATA: 'http://b:2' }, 'http://a'],
])('with %j it goes to %s, signed for that host', async (environment, baseUrl) => {
  const inner = new ScriptedUpstream({});
  await awsUpstream(inner, environment).send(SIGNED);
  expect(inner.calls).toMatchObject([{ baseUrl, path: SIGNED.path, headers: { host: new URL(baseUrl).host } }]);
});

test('without credentials it fails by saying so', async () => {
  for (const name of Object.keys(CREDENTIALS)) delete process.env[name];
  const elsewhere = {
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  Object.assign(process.env, elsewhere);
  try {
    const inner = new ScriptedUpstream({});
    await expect(awsUpstream(inner, {}).send(SIGNED)).rejects.toMatchObject({ name: 'CredentialUnavailable' });
    expect(inner.calls).toEqual([]);
  } finally {
    for (const name of Object.keys(elsewhere)) delete process.env[name];
  }
});
