import { readCredential } from '../../../../lambda/authorizer/domain/credential.ts';

const key = `sk-abcdefgh01234567-${'x'.repeat(42)}A`;
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln';

test.each(['authorization', 'Authorization', 'AUTHORIZATION'])('an API key is read from the header %s', (name) => {
  expect(readCredential({ [name]: `Bearer ${key}` })).toEqual({ kind: 'api-key', keyId: 'abcdefgh01234567', key });
});

test.each(['bearer', 'BEARER', 'Bearer  '])('the scheme may be written %j', (scheme) => {
  expect(readCredential({ authorization: `${scheme} ${key}` }).kind).toBe('api-key');
});

test('an API key is read from x-api-key', () => {
  expect(readCredential({ 'X-Api-Key': key })).toEqual({ kind: 'api-key', keyId: 'abcdefgh01234567', key });
});

test('three dotted parts are a JWT', () => {
  expect(readCredential({ authorization: `Bearer ${jwt}` })).toEqual({ kind: 'jwt', token: jwt });
});

test('a JWT without a signature still is one, for the verifier to refuse', () => {
  expect(readCredential({ authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }).kind).toBe('jwt');
});

test('Authorization counts when both headers are there', () => {
  expect(readCredential({ authorization: 'Bearer wrong', 'x-api-key': key })).toEqual({ kind: 'malformed' });
});

test.each([
  '',
  'Bearer',
  'Bearer ',
  `Basic ${key}`,
  key,
  `Bearer ${key} ${key}`,
  'Bearer a.b',
  'Bearer a.b.c.d',
  'Bearer sk-1-2',
])('Authorization %j is malformed', (authorization) => {
  expect(readCredential({ authorization })).toEqual({ kind: 'malformed' });
});

test.each([{}, { host: 'x' }, { authorization: undefined }])('without a header there is no credential: %j', (headers) => {
  expect(readCredential(headers)).toEqual({ kind: 'none' });
});
