import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import { redisPlace } from '../../../lambda/router/adapters/redis-url.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const imported = testStack('eu-west-1');

test('a cache that exists is reached by the same locator, which the router reads', () => {
  const cache = ResponseCache.fromResponseCacheAttributes(imported, 'Cache', {
    ...{ cacheName: 'theirs', serverless: true, host: 'theirs.example.com', port: 6380, userId: 'us' },
  });
  expect(cache.locator).toBe('rediss://us@theirs.example.com:6380?iam=serverlesscache/theirs');
  expect(redisPlace('QUOTA', cache.locator)).toMatchObject({ user: 'us', iam: 'serverlesscache/theirs' });
});

test('any other Redis may have a password, which only who was granted can read', () => {
  const stack = testStack('eu-west-2');
  const password = Secret.fromSecretNameV2(stack, 'Password', 'redis/password');
  const redis = ResponseCache.fromRedisAttributes(stack, 'Redis', { host: 'redis.example.com', user: 'router', password });
  expect(redis.locator).toBe('rediss://router@redis.example.com:6379?secret=redis/password');
  redis.grantConnect(new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Action: 'secretsmanager:GetSecretValue' })] },
  });
});
