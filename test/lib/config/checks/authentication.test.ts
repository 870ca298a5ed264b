import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Issuer = NonNullable<NonNullable<PlatformInput['authentication']>['jwt']>[number];

const right: Issuer = { issuer: 'https://login.acme.example', audience: ['llm'] };
const jwt = (...issuers: Issuer[]): string[] => linesOf(input({ authentication: { jwt: issuers } }));

test('issuer and keys are URLs that can be called safely', () => {
  expect(jwt({ ...right, issuer: 'http://login.acme.example', jwksUri: 'https://keys.example/jwks?token=hunter2' })).toEqual([
    "authentication.jwt[0].issuer: 'http://login.acme.example' is not encrypted; use https (http is for loopback addresses only)",
    "authentication.jwt[0].jwksUri: 'https://keys.example/jwks?(hidden)' has a query or fragment; use the URL up to the path",
  ]);
  expect(jwt({ ...right, issuer: 'http://127.0.0.1:9100' })).toEqual([]);
});

test('an issuer is named once', () => {
  expect(jwt(right, { ...right, audience: ['other'] })).toEqual([
    "authentication.jwt: 'https://login.acme.example' is named twice; give one entry with every audience",
  ]);
});

test('an issuer has an audience', () => {
  expect(jwt({ ...right, audience: [] })).toEqual([
    "authentication.jwt[0].audience: [] is not a list of 1 to 100; use texts such as ['llm-platform']",
  ]);
});

test('keys on the internet cannot be fetched from a network without NAT gateways', () => {
  const regions = { 'us-east-1': { cidr: '10.0.0.0/16', natGateways: 0 } };
  const lines = (jwksUri?: string) => linesOf(input({ regions, authentication: { jwt: [{ ...right, jwksUri }] } }));
  expect(lines()).toEqual([
    'authentication.jwt[0]: has its keys at login.acme.example, to which the network of us-east-1 has no way; give us-east-1 a NAT gateway',
  ]);
  expect(lines('https://keys.acme.internal/jwks')).toEqual([]);
});
