import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../lib/app.ts';
import { platform } from '../../../lib/config/platform.ts';
import { cloudApis } from '../../../lib/config/presets/cloud-apis.ts';
import { createPlatform } from '../../../lib/platform.ts';

const { global, regions } = createPlatform(createApp(), platform(cloudApis));
const stacks = [
  global,
  ...Object.values(regions).flatMap(({ data, network, api, observability }) => [data, network, api, observability]),
].filter((stack) => stack !== undefined);
const templates = Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));
const template = (name: string): Template => templates[name] ?? failWith(`no stack ${name}`);
const failWith = (message: string): never => {
  throw new Error(message);
};
const name = cloudApis.name;

test('a region with a network has four stacks, one without has three, and one stack is global', () => {
  expect(Object.keys(templates).sort()).toEqual(
    [
      `${name}-global`,
      ...['us-east-1', 'eu-west-1'].flatMap((region) =>
        ['api', 'data', 'network', 'observability'].map((part) => `${name}-${region}-${part}`),
      ),
      ...['api', 'data', 'observability'].map((part) => `${name}-ap-northeast-1-${part}`),
    ].sort(),
  );
});

test('API keys are replicated to every region and the pepper with them', () => {
  template(`${name}-global`).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: `${name}-api-keys`,
    Replicas: ['eu-west-1', 'ap-northeast-1', 'us-east-1'].map((Region) => Match.objectLike({ Region })),
  });
  template(`${name}-global`).hasResourceProperties('AWS::SecretsManager::Secret', {
    ReplicaRegions: [{ Region: 'eu-west-1' }, { Region: 'ap-northeast-1' }],
  });
});

test('sessions and usage of a region are replicated nowhere', () => {
  for (const region of Object.keys(regions)) {
    const tables = template(`${name}-${region}-data`).findResources('AWS::DynamoDB::GlobalTable');
    expect(Object.values(tables)).toHaveLength(2);
    for (const table of Object.values(tables))
      expect(table.Properties.Replicas.map(({ Region }: { Region: string }) => Region)).toEqual([region]);
  }
});

test('the router gets the region’s session table when a tenant has sessions, and otherwise no right to it', () => {
  const keeping = platform({ ...cloudApis, tenants: { default: { sessions: {} } } });
  const { regions: kept } = createPlatform(createApp(), keeping);
  for (const region of Object.keys(regions)) {
    const variables = (of: Template) =>
      Object.values(of.findResources('AWS::Lambda::Function')).flatMap(({ Properties }) =>
        Object.keys(Properties.Environment.Variables),
      );
    expect(variables(template(`${name}-${region}-api`))).not.toContain('SESSIONS');
    const api = kept[region]?.api ?? failWith(`no stack in ${region}`);
    expect(variables(Template.fromStack(api))).toContain('SESSIONS');
    expect(JSON.stringify(Template.fromStack(api).findResources('AWS::IAM::Policy'))).toContain('dynamodb:DeleteItem');
    expect(JSON.stringify(template(`${name}-${region}-api`).findResources('AWS::IAM::Policy'))).not.toContain(
      'dynamodb:DeleteItem',
    );
  }
});

test('other regions hold replicas of the primary region’s keys, by weak reference', () => {
  template(`${name}-us-east-1-data`).resourceCountIs('AWS::KMS::Key', 4);
  const replicas = Object.values(template(`${name}-eu-west-1-data`).findResources('AWS::KMS::ReplicaKey'));
  expect(replicas).toHaveLength(4);
  for (const replica of replicas) {
    expect(replica.Properties.PrimaryKeyArn['Fn::GetStackOutput']).toMatchObject({
      StackName: `${name}-us-east-1-data`,
      Region: 'us-east-1',
    });
  }
});

test('a region without a network runs its functions outside any VPC', () => {
  for (const fn of Object.values(template(`${name}-ap-northeast-1-api`).findResources('AWS::Lambda::Function'))) {
    expect(fn.Properties.VpcConfig).toBeUndefined();
  }
  for (const fn of Object.values(template(`${name}-eu-west-1-api`).findResources('AWS::Lambda::Function'))) {
    expect(fn.Properties.VpcConfig.SubnetIds.length).toBeGreaterThan(1);
  }
});

test('a region that brings a VPC gets no network stack, and its functions run in that VPC', () => {
  const vpc = {
    vpcId: 'vpc-0a1b2c3d',
    privateSubnetIds: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'],
    zones: ['eu-west-1a', 'eu-west-1b'],
  };
  const brought = createPlatform(
    createApp(),
    platform({ ...cloudApis, regions: { 'eu-west-1': { vpc } }, tenants: { default: {} } }),
  );
  expect(brought.regions['eu-west-1']?.network).toBeUndefined();
  const functions = Template.fromStack(brought.regions['eu-west-1']?.api ?? failWith('no API stack')).findResources(
    'AWS::Lambda::Function',
  );
  for (const fn of Object.values(functions)) expect(fn.Properties.VpcConfig.SubnetIds).toEqual(vpc.privateSubnetIds);
});

test('the firewall lets each credential ask as often as its usage plan does', () => {
  const fast = platform({ ...cloudApis, api: { throttle: { requestsPerSecond: 400, burst: 800 } } });
  for (const { api } of Object.values(createPlatform(createApp(), fast).regions)) {
    const rules = Object.values(Template.fromStack(api).findResources('AWS::WAFv2::WebACL')).flatMap(
      ({ Properties }) => Properties.Rules,
    );
    const limits = rules.flatMap(({ Statement }) => Statement.RateBasedStatement?.Limit ?? []);
    expect(limits).toContain(400 * 300);
  }
});

test("the account's bill is watched in the primary region alone, even where no tenant there has a budget", () => {
  const tenants = { default: {}, research: { residency: ['eu-west-1'], budgets: { month: 100 } } };
  const watched = createPlatform(
    createApp(),
    platform({
      ...cloudApis,
      regions: { 'us-east-1': { primary: true }, 'eu-west-1': {} },
      tenants,
      budgets: { account: { month: 1000 } },
    }),
  );
  const api = (region: string) => Template.fromStack(watched.regions[region]?.api ?? failWith(`no stack in ${region}`));
  api('us-east-1').resourceCountIs('AWS::Budgets::Budget', 1);
  api('eu-west-1').resourceCountIs('AWS::Budgets::Budget', 0);
  expect(JSON.stringify(api('eu-west-1').toJSON())).toContain('"BUDGETS":{"Fn::Join"');
  expect(JSON.stringify(api('us-east-1').toJSON())).not.toContain('"BUDGETS":{"Fn::Join"');
});

test('a tenant is known only where it may reside', () => {
  const keysOf = (region: string) =>
    Object.values(template(`${name}-${region}-api`).findResources('AWS::ApiGateway::ApiKey')).map(({ Properties }) =>
      JSON.stringify(Properties.Value),
    );
  expect(keysOf('eu-west-1')).toEqual(expect.arrayContaining([expect.stringContaining('research')]));
  expect(keysOf('us-east-1')).not.toEqual(expect.arrayContaining([expect.stringContaining('research')]));
});

test('every API stack waits for the global stack that it reads by name', () => {
  for (const { api } of Object.values(regions)) expect(api.dependencies).toContain(global);
});

test('no template holds a custom resource, a secret value or an unresolved token', () => {
  for (const each of Object.values(templates)) {
    const text = JSON.stringify(each.toJSON());
    expect(text).not.toMatch(/Custom::|\$\{Token\[|"SecretString"/);
  }
});

test('stacks that hold data cannot be deleted by accident', () => {
  for (const stack of stacks) expect(stack.terminationProtection).toBe(true);
});

test('a throw-away platform leaves nothing behind', () => {
  const app = createApp();
  const throwAway = createPlatform(app, platform({ ...cloudApis, data: { removalPolicy: 'destroy' } }));
  for (const stack of Object.values(throwAway.regions).flatMap(({ data, api }) => [data, api])) {
    const resources = Object.entries(Template.fromStack(stack).toJSON().Resources as Record<string, { DeletionPolicy?: string }>);
    expect(resources.filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain')).map(([id]) => id)).toEqual([]);
  }
});

test('the logical id of every resource stays what it was: a changed one replaces the resource', () => {
  const ids = Object.fromEntries(
    Object.entries(templates).map(([stack, each]) => [
      stack,
      Object.entries(each.toJSON().Resources as Record<string, { Type: string }>)
        .map(([id, { Type }]) => `${Type} ${contentHashed.test(Type) ? id.replace(/[0-9a-f]{32}$/i, '<hash>') : id}`)
        .sort(),
    ]),
  );
  expect(ids).toMatchSnapshot();
});

/** Types whose logical id the CDK ends with a hash of what they hold. */
const contentHashed =
  /^AWS::(Lambda::Version|ApiGateway::Deployment|AppConfig::HostedConfigurationVersion|AppConfig::Deployment)$/;
