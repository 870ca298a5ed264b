import type { Stack } from 'aws-cdk-lib';
import type { InferenceApiProps } from '../../../constructs/inference-api/inference-api-props.ts';
import { defineInferenceApi, ownName } from '../../support/inference-api.ts';

const refuses = (overrides: (stack: Stack) => Partial<InferenceApiProps>, message: string) =>
  expect(() => defineInferenceApi(overrides)).toThrow(message);

test('every problem is told at once, with its value and the fix', () => {
  refuses(
    () => ({ tenants: ['a b', 'research', 'research'], requestsPerSecond: 0, burst: 6_000, domainName: 'llm.example.com' }),
    [
      'test-eu-west-1/Api: tenants[0] "a b" is no tenant name; use letters, digits and . _ -, a letter or digit first, at most 106, of which . _ - and x count three',
      'tenants[2] "research" stands there twice; remove one',
      "requestsPerSecond is 0; give a whole number from 1 to 10000, API Gateway's default quota of a region",
      "burst is 6000; give a whole number from 1 to 5000, API Gateway's default quota of a region",
      'domainName is "llm.example.com" and certificate is missing; give both for a name of your own, or neither',
    ].join('; '),
  );
});

test('an API for nobody is refused', () => {
  refuses(() => ({ tenants: [] }), 'tenants is empty, so nobody could call the API; name at least one tenant');
});

test('a tenant whose name only CloudFormation knows is refused', () => {
  refuses((stack) => ({ tenants: [stack.stackId] }), 'tenants[0] is a CDK token; give the name itself');
});

test('a certificate without a name is refused', () => {
  refuses((stack) => ({ ...ownName(stack), domainName: undefined }), 'domainName is undefined and certificate is given');
});

test('a tenant whose usage-plan key would be too long is refused', () => {
  refuses(() => ({ tenants: ['-'.repeat(37).replace('-', 'a')] }), 'is no tenant name');
  expect(() => defineInferenceApi(() => ({ tenants: ['a'.repeat(106)] }))).not.toThrow();
});
