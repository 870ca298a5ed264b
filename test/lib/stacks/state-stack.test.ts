import { Match, Template } from 'aws-cdk-lib/assertions';
import { redisPlace } from '../../../lambda/router/adapters/redis-url.ts';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { singleRegion } from '../../../lib/config/presets/single-region.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';

const PLACES = ['QUOTA', 'BREAKERS', 'RESPONSE_CACHE'] as const;

/** A platform with one region. */
function made(region: PlatformInput['regions'][string], tenant: PlatformInput['tenants'][string] = {}) {
  const config = platform({ ...singleRegion, regions: { 'us-east-1': region }, tenants: { default: tenant } });
  const stacks = createPlatform(createApp(), config).regions['us-east-1'];
  if (stacks === undefined) throw new Error('no region');
  const api = Template.fromStack(stacks.api);
  const [router] = Object.values(api.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.Environment?.Variables.QUOTA !== undefined,
  );
  const variables = router?.Properties.Environment.Variables ?? {};
  return { name: config.name, state: stacks.state && Template.fromStack(stacks.state), api, variables };
}

describe('a region with redis', () => {
  const { name, state, api, variables } = made({ cidr: '10.10.0.0/16', redis: {} }, { cache: {} });

  test('has a stack with two stores in the region’s private subnets: counters that nothing evicts, answers that may go', () => {
    const policies = Object.values(state?.findResources('AWS::ElastiCache::ParameterGroup') ?? {});
    expect(policies.map(({ Properties }) => Properties.Properties['maxmemory-policy']).sort()).toEqual([
      'allkeys-lru',
      'noeviction',
    ]);
    for (const store of ['counters', 'answers']) {
      state?.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', { ReplicationGroupId: `${name}-${store}` });
    }
  });

  test('tells its router where both are, by locators that the router reads and that hold no secret', () => {
    const urls = PLACES.map((place) =>
      variables[place]['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'host')).join(''),
    );
    expect(urls).toEqual([
      ...[1, 2].map(() => `rediss://${name}-counters-router@host:6379?iam=replicationgroup/${name}-counters`),
      `rediss://${name}-answers-router@host:6379?iam=replicationgroup/${name}-answers`,
    ]);
    for (const [i, place] of PLACES.entries()) expect(redisPlace(place, urls[i])).toMatchObject({ iam: expect.any(String) });
  });

  test('lets its router connect, and nobody else: the rules are in the router’s stack', () => {
    expect(Object.keys(state?.findResources('AWS::EC2::SecurityGroupIngress') ?? {})).toEqual([]);
    expect(
      Object.values(api.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties.FromPort),
    ).toEqual([6379, 6379]);
    const policies = Object.values(api.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties.PolicyDocument).includes('elasticache:Connect'),
    );
    expect(policies.map(({ Properties }) => Properties.PolicyName)).toEqual([expect.stringMatching(/^RouterRole/)]);
  });
});

test('where no tenant has a cache there is no store for answers', () => {
  const { state, variables } = made({ cidr: '10.10.0.0/16', redis: { serverless: {} } });
  state?.resourceCountIs('AWS::ElastiCache::ServerlessCache', 1);
  state?.hasResourceProperties('AWS::ElastiCache::ServerlessCache', { CacheUsageLimits: { DataStorage: Match.absent() } });
  expect(variables.RESPONSE_CACHE).toBeUndefined();
});

test('a Redis that exists makes no stack, and its password is a secret that the router may read', () => {
  const password = { secret: 'redis/password' };
  const { state, api, variables } = made({ redis: { existing: { counters: { url: 'rediss://redis.example.com', password } } } });
  expect(state).toBeUndefined();
  expect(variables.QUOTA).toBe('rediss://redis.example.com:6379?secret=redis/password');
  expect(JSON.stringify(api.findResources('AWS::IAM::Policy'))).toContain(':secret:redis/password-??????');
});

test('a region without redis counts in each instance', () => {
  const { state, variables } = made({});
  expect([state, variables.QUOTA, variables.BREAKERS, variables.RESPONSE_CACHE]).toEqual([
    undefined,
    'memory:',
    undefined,
    undefined,
  ]);
});
