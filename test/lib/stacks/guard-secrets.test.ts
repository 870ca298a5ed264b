import { platform } from '../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { guardSecrets } from '../../../lib/stacks/guard-secrets.ts';
import { templateOf, testStack } from '../../support/synth.ts';
import { input } from '../config/support.ts';

const NETWORK = { cidr: '10.10.0.0/16' };

/** The secrets of a platform in two regions. */
function secretsOf(parts: object, redis: object = {}) {
  const stack = testStack('us-east-1');
  const regions = { 'us-east-1': { primary: true, ...NETWORK, ...redis }, 'eu-west-1': {} };
  guardSecrets(stack, platform({ ...input(), name: 'acme', regions, ...parts } as PlatformInput));
  return Object.values(templateOf(stack).findResources('AWS::SecretsManager::Secret')).map(({ Properties }) => Properties);
}

test('a platform that marks nothing and watches nobody has none', () => {
  expect(secretsOf({ moderation: { input: 'block' } })).toEqual([]);
});

test('where a tenant’s answers are marked there is a key, the same in every region', () => {
  expect(secretsOf({ tenants: { t: { moderation: { watermark: true } } } })).toEqual([
    expect.objectContaining({
      Name: 'acme/watermark-key',
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      ReplicaRegions: [{ Region: 'eu-west-1' }],
    }),
  ]);
});

test('digests need a key only where they leave the process', () => {
  const moderation = { input: 'block', abuse: 'block' };
  expect(secretsOf({ moderation })).toEqual([]);
  expect(secretsOf({ moderation }, { redis: {} }).map(({ Name }) => Name)).toEqual(['acme/abuse-key']);
});
