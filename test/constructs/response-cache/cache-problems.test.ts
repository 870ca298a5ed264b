import { Lazy, RemovalPolicy } from 'aws-cdk-lib';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import {
  CacheCapacity,
  CacheContents,
  type ResponseCacheProps,
} from '../../../constructs/response-cache/response-cache-props.ts';
import { templateOf, testStack } from '../../support/synth.ts';

describe('what ElastiCache would not take ends synthesis with a sentence', () => {
  const bad = testStack('ap-southeast-2');
  const theirs = PlatformNetwork.fromPlatformNetworkAttributes(bad, 'Network', {
    ...{ vpcId: 'vpc-1', availabilityZones: ['ap-southeast-2a'], privateSubnetIds: ['subnet-1'] },
  });
  const nodes = (replicas: number) => CacheCapacity.nodes({ replicas });
  let count = 0;
  const making = (props: Partial<ResponseCacheProps>) => () =>
    new ResponseCache(bad, `Cache${count++}`, { cacheName: 'acme', network: theirs, ...props });

  test.each<[Partial<ResponseCacheProps>, string]>([
    [{ cacheName: 'Acme' }, 'cacheName is "Acme"; write 1 to 30 lower-case letters'],
    [{ cacheName: 'a--b' }, 'cacheName is "a--b"'],
    [{ cacheName: Lazy.string({ produce: () => 'a' }) }, 'cacheName is a token; write'],
    [{ capacity: CacheCapacity.nodes({ nodeType: 'm7g.large' }) }, 'nodeType is "m7g.large"; use a type of node such as'],
    [{ capacity: nodes(0) }, 'replicas is 0; use 1 to 5: without a replica nobody takes over'],
    [{ snapshotRetentionDays: 36 }, 'snapshotRetentionDays is 36; use 0 to 35'],
    [{ capacity: CacheCapacity.serverless({ maximumGigabytes: 0 }) }, 'maximumGigabytes is 0; use 1 to 5000'],
    [
      { contents: CacheContents.COUNTERS, capacity: CacheCapacity.serverless({ maximumGigabytes: 5 }) },
      'maximumGigabytes is for answers: a serverless cache evicts keys that expire, and counters do; leave it out',
    ],
  ])('%#', (props, message) => {
    expect(making(props)).toThrow(message);
  });

  test('it can be kept when its stack goes', () => {
    making({ removalPolicy: RemovalPolicy.RETAIN })();
    templateOf(bad).hasResource('AWS::ElastiCache::ReplicationGroup', { DeletionPolicy: 'Retain' });
  });
});
