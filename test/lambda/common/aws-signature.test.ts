import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { presignAws, signAws } from '../../../lambda/common/aws-signature.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'never-shown' };
const SCOPE = { service: 'bedrock', region: 'eu-west-1' };
const DATE = new Date('2026-01-02T03:04:05.678Z');

const segment = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text !== '.' && text !== '..');
/** The SDK keeps its parameters in an object, where this name is none like the others. */
const queryName = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => name !== '__proto__');
const requests = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  host: fc.constantFrom('bedrock-runtime.eu-west-1.amazonaws.com', '127.0.0.1:8080'),
  path: fc.array(segment, { minLength: 1 }).map((segments) => `/${segments.map(encodeURIComponent).join('/')}`),
  query: fc.dictionary(queryName, fc.string({ unit: 'binary' }), { noNullPrototype: true }),
  headers: fc.record(
    { 'content-type': fc.constantFrom('application/json', ' text/plain;  charset=utf-8 ') },
    { requiredKeys: [] },
  ),
  body: fc.string({ unit: 'binary' }),
  sessionToken: fc.constantFrom(undefined, 'session'),
});

test('the signature is that of the SDK', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, host, path, query, headers, body, sessionToken }) => {
      const credentials = { ...CREDENTIALS, ...(sessionToken !== undefined && { sessionToken }) };
      const signer = new SignatureV4({ credentials, ...SCOPE, sha256: Sha256 });
      const url = new URL(`https://${host}${path}`);
      for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
      const theirs = await signer.sign(
        { method, protocol: 'https:', hostname: url.hostname, path, query, headers: { ...headers, host }, body },
        { signingDate: DATE },
      );
      expect(signAws({ method, url, headers, body }, credentials, SCOPE, DATE)).toEqual(theirs.headers);
    }),
  );
});

test('so is that of a request that somebody else sends', async () => {
  const query = fc.dictionary(queryName, fc.string({ unit: 'binary' }), { noNullPrototype: true });
  const seconds = fc.integer({ min: 1, max: 604_800 });
  await fc.assert(
    fc.asyncProperty(query, seconds, fc.constantFrom(undefined, 'session/+='), async (asked, expiresIn, sessionToken) => {
      const credentials = { ...CREDENTIALS, ...(sessionToken !== undefined && { sessionToken }) };
      const signer = new SignatureV4({ credentials, ...SCOPE, sha256: Sha256 });
      const url = new URL('https://cache.example/');
      for (const [name, value] of Object.entries(asked)) url.searchParams.append(name, value);
      const theirs = await signer.presign(
        { method: 'GET', protocol: 'https:', hostname: url.hostname, path: '/', query: asked, headers: { host: url.host } },
        { signingDate: DATE, expiresIn },
      );
      const ours = new URL(presignAws(url, credentials, SCOPE, DATE, expiresIn));
      expect(Object.fromEntries(ours.searchParams)).toEqual({ ...theirs.query });
    }),
  );
});
