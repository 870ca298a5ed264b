import { platform } from '../../../../lib/config/platform.ts';
import type { PlatformInput } from '../../../../lib/config/schema/platform.ts';
import { input, linesOf } from '../support.ts';

type Region = PlatformInput['regions'][string];

const CIDR = '10.10.0.0/16';
const region = (parts: Region): string[] => linesOf(input({ regions: { 'us-east-1': parts } }));
const resolved = (parts: Region) => platform(input({ regions: { 'us-east-1': parts } })).regions['us-east-1']?.redis;
const existing = (url: string) => ({ existing: { counters: { url } } });

test('a region without redis has none; an empty one is the smallest nodes with a replica', () => {
  expect(resolved({ cidr: CIDR })).toBeUndefined();
  expect(resolved({ cidr: CIDR, redis: {} })).toEqual({ kind: 'nodes', nodeType: 'cache.t4g.micro', replicas: 1 });
  expect(resolved({ cidr: CIDR, redis: { serverless: {} } })).toEqual({ kind: 'serverless', answerGigabytes: 10 });
});

test('a Redis that exists needs no network, and its URL is taken apart', () => {
  const password = { secret: 'redis/password' };
  const counters = { url: 'rediss://redis.example.com:6380', user: 'llm', password };
  expect(resolved({ redis: { existing: { counters, answers: { url: 'rediss://other.example.com' } } } })).toEqual({
    kind: 'existing',
    counters: { host: 'redis.example.com', port: 6380, user: 'llm', password },
    answers: { host: 'other.example.com', port: 6379 },
  });
});

test.each<[Region, string]>([
  [
    { redis: {} },
    'redis: needs a network in us-east-1, and the region has none; give the region a cidr such as 10.10.0.0/16, or a vpc that exists',
  ],
  [
    { redis: {}, vpc: { vpcId: 'vpc-01234567', privateSubnetIds: ['subnet-01234567'], zones: ['us-east-1a'] } },
    'redis: needs subnets in two zones, so that one can fail; give vpc a second one',
  ],
  [
    { cidr: CIDR, redis: { replicas: 2, serverless: {} } },
    'redis.replicas: 2 is for nodes of our own; leave it out, or leave out serverless',
  ],
  [
    { redis: { nodeType: 'cache.m7g.large', ...existing('rediss://redis.example.com') } },
    "redis.nodeType: 'cache.m7g.large' is for nodes of our own; leave it out, or leave out existing",
  ],
  [
    { redis: { serverless: {}, ...existing('rediss://redis.example.com') } },
    'redis.serverless: is for a Redis of our own; leave it out, or leave out existing',
  ],
  [
    { cidr: CIDR, redis: { nodeType: 't4g.micro' } },
    "redis.nodeType: 't4g.micro' is not a type of ElastiCache node; use one such as cache.t4g.micro or cache.m7g.large",
  ],
])('%j is refused with a sentence that says the fix', (parts, line) => {
  expect(region(parts)).toEqual([`regions.us-east-1.${line}`]);
});

test.each([
  'redis://redis.example.com',
  'rediss://redis.example.com/1',
  'redis.example.com:6379',
  'rediss://u@redis.example.com',
])('the URL %s is refused', (url) => {
  expect(region({ redis: existing(url) })).toEqual([
    expect.stringContaining('is not the URL of a Redis with TLS; use one such as'),
  ]);
});

test('a password in the URL is refused and not shown', () => {
  const [line] = region({ redis: existing('rediss://llm:hunter2@redis.example.com') });
  expect(line).toContain('user and password have fields of their own');
  expect(line).not.toContain('hunter2');
});
