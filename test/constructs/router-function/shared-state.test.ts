import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import { sharedEnvironment, sharedProblems } from '../../../constructs/router-function/shared-state.ts';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { testStack } from '../../support/synth.ts';

const stack = testStack();
const { vpc } = PlatformNetwork.fromPlatformNetworkAttributes(stack, 'Network', {
  ...{ vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] },
});
const inside = ResponseCache.fromRedisAttributes(stack, 'Inside', {
  host: 'redis.internal',
  securityGroup: new SecurityGroup(stack, 'Group', { vpc }),
});
const vectors = VectorDatabase.fromPostgresAttributes(stack, 'Vectors', {
  ...{ host: 'db.internal', database: 'vectors', user: 'router', resourceId: 'cluster-ABCDEFGHIJ' },
  securityGroup: new SecurityGroup(stack, 'VectorsGroup', { vpc }),
});
const outside = ResponseCache.fromRedisAttributes(stack, 'Outside', { host: 'redis.example.com' });

test('without Redis every instance counts by itself', () => {
  expect(sharedEnvironment({})).toEqual({ QUOTA: 'memory:' });
});

test('breakers are where quota is, answers elsewhere', () => {
  expect(sharedEnvironment({ counters: inside, answers: outside })).toEqual({
    QUOTA: 'rediss://redis.internal:6379',
    BREAKERS: 'rediss://redis.internal:6379',
    RESPONSE_CACHE: 'rediss://redis.example.com:6379',
  });
});

test('a database of vectors has a place of its own, and without one there is none', () => {
  expect(sharedEnvironment({ vectors })).toEqual({
    QUOTA: 'memory:',
    VECTOR_DATABASE: 'postgres:db.internal:5432/vectors?user=router',
    NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
  });
});

test('what is in a VPC is out of reach for a function in none', () => {
  expect(sharedProblems({ counters: inside, answers: outside }, false)).toEqual([
    'counters is in a VPC and the router in none; give vpc, the one of counters',
  ]);
  expect(sharedProblems({ vectors }, false)).toEqual([
    'vectors is in a VPC and the router in none; give vpc, the one of vectors',
  ]);
  expect(sharedProblems({ counters: inside, answers: inside, vectors }, true)).toEqual([]);
});
