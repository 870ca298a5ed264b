import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import { RouterConfiguration } from '../../../constructs/router-configuration/router-configuration.ts';
import { guardEnvironment, guardKeyNames, guardKeyProblems } from '../../../constructs/router-function/guard-keys.ts';
import { RouterFunction } from '../../../constructs/router-function/router-function.ts';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { templateOf, testStack } from '../../support/synth.ts';

test('the router reads the keys by name, and remembers behaviour where it counts', () => {
  const stack = testStack('eu-west-1');
  const counters = ResponseCache.fromRedisAttributes(stack, 'Counters', { host: 'redis.example.com' });
  new RouterFunction(stack, 'Router', {
    configuration: new RouterConfiguration(stack, 'Configuration', {
      config: { version: 1, models: { echo: { kind: 'echo' } } },
    }),
    ledger: new UsageLedger(stack, 'Ledger'),
    ...{ counters, watermarkKeyName: 'acme/watermark-key', abuseKeyName: 'acme/abuse-key' },
  });
  const template = templateOf(stack);
  const [router] = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(router?.Properties.Environment.Variables).toMatchObject({
    WATERMARK_KEY: 'secretsmanager:acme/watermark-key',
    ABUSE_KEY: 'secretsmanager:acme/abuse-key',
    ABUSE: counters.locator,
    QUOTA: counters.locator,
  });
  const granted = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
  const secrets = granted.filter(({ Action }) => Action === 'secretsmanager:GetSecretValue').flatMap(({ Resource }) => Resource);
  expect(JSON.stringify(secrets)).toMatch(/secret:acme\/abuse-key-\?{6}.*secret:acme\/watermark-key-\?{6}/);
  expect(secrets).toHaveLength(2);
});

test('without keys there is nothing to read', () => {
  expect([guardEnvironment({}), guardKeyNames({}), guardKeyProblems({})]).toEqual([{}, [], []]);
});

test('what cannot be right is a sentence', () => {
  expect(guardKeyProblems({ watermarkKeyName: 'arn:aws:secret', abuseKeyName: 'acme/abuse-key' })).toEqual([
    expect.stringMatching(/^watermarkKeyName: "arn:aws:secret" is not the name of a secret; give the name, not an ARN/),
    'abuseKeyName has no use without counters; give counters too, or leave it out',
  ]);
});
