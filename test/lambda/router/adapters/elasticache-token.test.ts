import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { elastiCacheToken } from '../../../../lambda/router/adapters/elasticache-token.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'never-shown', sessionToken: 'session/+=' };
const DATE = new Date('2026-01-02T03:04:05.678Z');
const region = 'eu-west-1';

async function signatureOfTheSdk(host: string, query: Record<string, string>): Promise<string> {
  const signer = new SignatureV4({ credentials: CREDENTIALS, service: 'elasticache', region, sha256: Sha256 });
  const request = { method: 'GET', protocol: 'https:', hostname: host, path: '/', query, headers: { host } };
  const signed = await signer.presign(request, { signingDate: DATE, expiresIn: 900 });
  return String(signed.query?.['X-Amz-Signature']);
}

test('a token is a signed request to connect, without its scheme', async () => {
  const token = elastiCacheToken({ user: 'acme-router', cache: 'replicationgroup/acme-counters', region }, CREDENTIALS, DATE);
  const signature = await signatureOfTheSdk('acme-counters', { Action: 'connect', User: 'acme-router' });
  expect(token).toBe(
    'acme-counters/?Action=connect&User=acme-router&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Felasticache%2Faws4_request&X-Amz-Date=20260102T030405Z' +
      `&X-Amz-Expires=900&X-Amz-Security-Token=session%2F%2B%3D&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}`,
  );
  expect(token).not.toContain('never-shown');
});

test('a serverless cache is told apart from a replication group', async () => {
  const token = elastiCacheToken({ user: 'u', cache: 'serverlesscache/acme', region }, CREDENTIALS, DATE);
  const query = { Action: 'connect', User: 'u', ResourceType: 'ServerlessCache' };
  expect(token).toContain('&ResourceType=ServerlessCache&');
  expect(token.split('X-Amz-Signature=')[1]).toBe(await signatureOfTheSdk('acme', query));
});
