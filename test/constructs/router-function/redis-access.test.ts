import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import { redisEnvironment, redisProblems } from '../../../constructs/router-function/redis-access.ts';
import { testStack } from '../../support/synth.ts';

const stack = testStack();
const { vpc } = PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
  ...{ vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] },
});
const inside = ResponseCache.fromRedisAttributes(stack, 'Inside', {
  host: 'redis.internal',
  securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
});
const outside = ResponseCache.fromRedisAttributes(stack, 'Outside', { host: 'redis.example.com' });

test('without Redis every instance counts by itself', () => {
  expect(redisEnvironment({})).toEqual({ QUOTA: 'memory:' });
});

test('breakers are where quota is, answers elsewhere', () => {
  expect(redisEnvironment({ counters: inside, answers: outside })).toEqual({
    QUOTA: 'rediss://redis.internal:6379',
    BREAKERS: 'rediss://redis.internal:6379',
    RESPONSE_CACHE: 'rediss://redis.example.com:6379',
  });
});

test('what is in a VPC is out of reach for a function in none', () => {
  expect(redisProblems({ counters: inside, answers: outside }, false)).toEqual([
    'counters is in a VPC and the router in none; give vpc, the one of counters',
  ]);
  expect(redisProblems({ counters: inside, answers: inside }, true)).toEqual([]);
});
