import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { singleRegion } from '../../../lib/config/presets/single-region.ts';
import type { PlatformInput } from '../../../lib/config/schema/platform.ts';
import { createPlatform } from '../../../lib/platform.ts';
import { makesState, sharedState } from '../../../lib/stacks/state-stack.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const regions: PlatformInput['regions'] = {
  'us-east-1': { primary: true, cidr: '10.10.0.0/16', vectors: { engine: 'aurora-postgresql' } },
  'eu-central-1': {
    redis: { existing: { counters: { url: 'rediss://redis.example.com' } } },
    vectors: { engine: 's3-vectors' },
  },
};
const config = platform({ ...singleRegion, regions });
const made = createPlatform(createApp(), config).regions;
const { name } = config;

/** What a region has of its database. */
function partsOf(region: string) {
  const stacks = made[region];
  if (stacks === undefined) throw new Error('no such region');
  const api = Template.fromStack(stacks.api);
  const [router] = Object.values(api.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.Environment?.Variables.QUOTA !== undefined,
  );
  const variables = router?.Properties.Environment.Variables;
  const actions = Object.values(api.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.PolicyName.startsWith('RouterRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action);
  return { state: stacks.state && Template.fromStack(stacks.state), api, variables, locator: variables.VECTOR_DATABASE, actions };
}

/** The place of a database that exists, and what lets the router in. */
function brought(vectors: PlatformInput['regions'][string]['vectors']) {
  const stack = testStack();
  const one = platform({ ...singleRegion, regions: { 'us-east-1': { vectors } } });
  const state = sharedState(stack, { config: one, region: 'us-east-1', description: 'test' });
  state.vectors?.grantReadWrite(new Role(stack, 'Router', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  return {
    made: makesState(one.regions['us-east-1']),
    locator: state.vectors?.locator,
    policies: JSON.stringify(templateOf(stack)),
  };
}

const text = (locator: unknown): string => {
  if (typeof locator === 'string') return locator;
  const [, parts] = (locator as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
};

describe('a region with vectors in Aurora', () => {
  const { state, api, locator, actions } = partsOf('us-east-1');

  test('has a cluster that outlives its stack, under the platform’s key of contents, and no Redis', () => {
    state?.hasResource('AWS::RDS::DBCluster', {
      DeletionPolicy: 'Retain',
      Properties: { DBClusterIdentifier: `${name}-vectors` },
    });
    state?.resourceCountIs('AWS::KMS::Key', 0);
    state?.resourceCountIs('AWS::ElastiCache::ReplicationGroup', 0);
  });

  test('tells its router where it is and lets it connect; the rules are in the router’s stack', () => {
    expect(text(locator)).toBe('postgres:*:5433/vectors?user=router');
    expect(actions).toContain('rds-db:connect');
    state?.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const ports = Object.values(api.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties.FromPort);
    expect(ports).toEqual([5433]);
  });
});

test('S3 Vectors needs no network, and stands beside a Redis that exists', () => {
  const { state, variables, locator, actions } = partsOf('eu-central-1');
  state?.resourceCountIs('AWS::S3Vectors::VectorBucket', 1);
  expect([text(locator), variables.QUOTA]).toEqual([`s3vectors:${name}-vectors`, 'rediss://redis.example.com:6379']);
  expect(actions).toContain('s3vectors:QueryVectors');
});

test('a Qdrant that exists makes no stack, and its key is a secret that the router may read', () => {
  const apiKey = { secret: 'qdrant/api-key' };
  const qdrant = brought({ engine: 'existing', existing: { qdrant: { url: 'https://qdrant.example.com:6333', apiKey } } });
  expect([qdrant.made, qdrant.locator]).toEqual([false, 'qdrant:https://qdrant.example.com:6333?key=qdrant%2Fapi-key']);
  expect(qdrant.policies).toContain(':secret:qdrant/api-key-??????');
});

test('a Postgres that exists is let into by IAM', () => {
  const postgresql = { host: 'db.example.com', database: 'vectors', user: 'router', resourceId: 'cluster-ABCDEFGHIJ' };
  const { locator, policies } = brought({ engine: 'existing', existing: { postgresql } });
  expect(locator).toBe('postgres:db.example.com:5432/vectors?user=router');
  expect(policies).toContain(':dbuser:cluster-ABCDEFGHIJ/router');
});
