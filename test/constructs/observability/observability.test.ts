import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AlertTopics, alertTopicArn } from '../../../constructs/observability/alert-topics.ts';
import { DashboardsWorkspace } from '../../../constructs/observability/dashboards-workspace.ts';
import { GrafanaSignIn } from '../../../constructs/observability/grafana-sign-in.ts';
import { MetricsWorkspace } from '../../../constructs/observability/metrics-workspace.ts';
import { Observability } from '../../../constructs/observability/observability.ts';
import { definitionProblems } from '../../../constructs/observability/workspace-limits.ts';
import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { nagFindings } from '../../support/findings.ts';
import { existingCluster, existingNetwork } from '../../support/gpu-stacks.ts';
import { templateOf, testStack } from '../../support/synth.ts';

type Properties = Readonly<Record<string, unknown>>;
const propertiesOf = (template: Template, type: string): Properties[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties as Properties);

describe('metrics of a cluster', () => {
  const stack = testStack();
  const cluster = existingCluster(stack);
  new Observability(stack, 'Observability', { name: 'acme-llm', cluster, onCall: { emails: ['ops@example.com'] } });
  const template = templateOf(stack);
  const [workspace = {}] = propertiesOf(template, 'AWS::APS::Workspace');

  test('are kept in a workspace under a key of its own, whose rules log into an encrypted group', () => {
    expect(workspace).toMatchObject({
      Alias: 'acme-llm',
      KmsKeyArn: { 'Fn::GetAtt': [expect.stringContaining('MetricsKey'), 'Arn'] },
      LoggingConfiguration: { LogGroupArn: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
      WorkspaceConfiguration: { RetentionPeriodInDays: 150 },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/vendedlogs/prometheus/acme-llm',
      KmsKeyId: Match.anyValue(),
      RetentionInDays: 365,
    });
  });

  test('have the rules of the platform but for the routers, which nobody scrapes', () => {
    const names = propertiesOf(template, 'AWS::APS::RuleGroupsNamespace').map(({ Name }) => Name);
    expect(names.sort()).toEqual(
      RULE_GROUPS.filter(({ component }) => component !== 'gateway')
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('come by a managed collector in the private subnets, with the group of the cluster', () => {
    const [{ Source, ScrapeConfiguration } = {}] = propertiesOf(template, 'AWS::APS::Scraper') as {
      Source: { EksConfiguration: unknown };
      ScrapeConfiguration: { ConfigurationBlob: string };
    }[];
    expect(Source?.EksConfiguration).toMatchObject({
      SecurityGroupIds: ['sg-0123456789abcdef0'],
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    const scraped = Buffer.from(ScrapeConfiguration?.ConfigurationBlob ?? '', 'base64').toString();
    expect(scraped).toContain('job_name: vllm');
    expect(scraped).toContain('cluster: their-cluster');
  });

  test('wake somebody by the topic of what is critical, known when it is deployed', () => {
    const text = JSON.stringify(workspace.AlertManagerDefinition);
    expect(text).toMatch(/receiver: critical.*repeat_interval: 1h/s);
    expect(text).toMatch(/topic_arn: ",\{"Ref":"\w*TopicsCritical/);
    expect(text).toMatch(/topic_arn: ",\{"Ref":"\w*TopicsWarning/);
    expect(text).not.toContain('place-0');
  });

  test('need no alarm of CloudWatch, and AwsSolutions finds nothing', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(nagFindings(stack)).toEqual([]);
  });
});

test('a workspace that exists gets the collector alone: its rules are its owner’s', () => {
  const stack = testStack();
  const arn = 'arn:aws:aps:us-east-1:111122223333:workspace/ws-1';
  const metrics = MetricsWorkspace.fromWorkspaceArn(stack, 'Workspace', arn);
  new Observability(stack, 'Observability', { name: 'acme', metrics, cluster: existingCluster(stack) });
  const template = templateOf(stack);
  template.resourceCountIs('AWS::APS::Workspace', 0);
  template.hasResourceProperties('AWS::APS::Scraper', { Destination: { AmpConfiguration: { WorkspaceArn: arn } } });
  expect(() => MetricsWorkspace.fromWorkspaceArn(stack, 'Other', 'ws-1')).toThrow('"ws-1" is no workspace; give arn:aws:aps:');
});

describe('topics', () => {
  const stack = testStack('eu-west-1');
  new AlertTopics(stack, 'Topics', {
    name: 'acme',
    emails: ['ops@example.com', 'ops@example.com'],
    pagerSecretName: 'on-call/pager',
    slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' },
  });
  const template = templateOf(stack);

  test('take messages over TLS from alarms and alert managers of this account alone, under a key that these may use', () => {
    for (const { Statement } of propertiesOf(template, 'AWS::SNS::TopicPolicy').map(
      ({ PolicyDocument }) => PolicyDocument as { Statement: Properties[] },
    )) {
      expect(Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
      expect(Statement).toContainEqual(
        expect.objectContaining({
          Principal: { Service: ['aps.amazonaws.com', 'cloudwatch.amazonaws.com'] },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      );
    }
    expect(propertiesOf(template, 'AWS::SNS::Topic').map(({ KmsMasterKeyId }) => KmsMasterKeyId)).toEqual([
      { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
      { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
    ]);
  });

  test('page for what is critical alone, by a URL that stands in no template', () => {
    const subscriptions = propertiesOf(template, 'AWS::SNS::Subscription');
    expect(subscriptions.filter(({ Protocol }) => Protocol === 'https')).toEqual([
      {
        Protocol: 'https',
        Endpoint: '{{resolve:secretsmanager:on-call/pager:SecretString:::}}',
        TopicArn: { Ref: expect.stringContaining('Critical') },
      },
    ]);
    expect(subscriptions.filter(({ Protocol }) => Protocol === 'email')).toHaveLength(2);
  });

  test('tell a channel that can do nothing', () => {
    const [channel = {}] = propertiesOf(template, 'AWS::Chatbot::SlackChannelConfiguration');
    expect(channel).toMatchObject({
      ConfigurationName: 'acme-eu-west-1-alerts',
      GuardrailPolicies: ['arn:aws:iam::aws:policy/AWSDenyAll'],
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('are found by their names from stacks that come first', () => {
    expect(JSON.stringify(stack.resolve(alertTopicArn(stack, 'acme', 'critical')))).toContain(':acme-critical-alerts');
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'acme-critical-alerts' });
  });

  test.each([
    [{ name: 'a b' }, 'name is "a b"; use 1 to 80 letters'],
    [{ name: 'a', slack: { workspaceId: 'acme', channelId: 'C07EZ1ABC23' } }, '"acme" is no id of Slack'],
  ])('%j is refused', (props, message) => {
    expect(() => new AlertTopics(testStack(), 'Topics', props)).toThrow(message);
  });
});

describe('Grafana', () => {
  const stack = testStack();
  new DashboardsWorkspace(stack, 'Grafana', {
    workspaceName: 'acme',
    metricsWorkspaceTag: { key: 'platform', value: 'acme' },
    signIn: GrafanaSignIn.saml({ metadataUrl: 'https://idp.example.com/m', roleAttribute: 'groups', adminValues: ['admins'] }),
    reachableFrom: { prefixListIds: ['pl-0a1b2c3d'] },
    network: existingNetwork(stack),
  });
  const template = templateOf(stack);

  test('lets in by sign-in alone, from the places named, without foreign plugins', () => {
    template.hasResourceProperties('AWS::Grafana::Workspace', {
      AuthenticationProviders: ['SAML'],
      PluginAdminEnabled: false,
      PermissionType: 'CUSTOMER_MANAGED',
      NetworkAccessControl: { PrefixListIds: ['pl-0a1b2c3d'], VpceIds: [] },
      SamlConfiguration: Match.objectLike({ RoleValues: { Admin: ['admins'] } }),
      VpcConfiguration: Match.objectLike({ SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] }),
    });
    template.resourceCountIs('AWS::Grafana::Workspace', 1);
  });

  test('reads metrics of workspaces with the tag and of CloudWatch, and nothing else', () => {
    const [{ PolicyDocument } = {}] = propertiesOf(template, 'AWS::IAM::Policy') as {
      PolicyDocument: { Statement: { Action: string[] }[] };
    }[];
    const actions = PolicyDocument?.Statement.flatMap(({ Action }) => Action) ?? [];
    expect(actions.length).toBeGreaterThan(5);
    expect(actions.filter((action) => !/^(aps|cloudwatch):(Query|Get|List|Describe)/.test(action))).toEqual([]);
    expect(PolicyDocument?.Statement[0]).toMatchObject({ Condition: { StringEquals: { 'aws:ResourceTag/platform': 'acme' } } });
  });

  test('asks IAM Identity Center unless told otherwise', () => {
    const other = testStack();
    new DashboardsWorkspace(other, 'Grafana', { workspaceName: 'acme' });
    templateOf(other).hasResourceProperties('AWS::Grafana::Workspace', {
      AuthenticationProviders: ['AWS_SSO'],
      SamlConfiguration: Match.absent(),
      NetworkAccessControl: Match.absent(),
    });
  });

  test.each([
    [{ workspaceName: 'a b' }, 'workspaceName is "a b"'],
    [{ workspaceName: 'a', reachableFrom: {} }, 'reachableFrom names no place, so nobody could reach Grafana'],
    [
      { workspaceName: 'a', reachableFrom: { prefixListIds: ['10.0.0.0/8'] } },
      'reachableFrom has "10.0.0.0/8"; give ids such as pl-',
    ],
  ])('%j is refused', (props, message) => {
    expect(() => new DashboardsWorkspace(testStack(), 'Grafana', props)).toThrow(message);
  });
});

test('what the managed Prometheus would refuse is a sentence', () => {
  expect(definitionProblems([{ name: 'large', data: 'x'.repeat(1_000_001) }], 2001)).toEqual([
    'the rules large have 1000001 bytes, and a namespace takes 1000000; split the group',
    'there are 2001 rules, and a workspace takes 2000; ask AWS for a higher quota or leave some out',
  ]);
  expect(definitionProblems([{ name: 'a b', data: '' }], 1)).toEqual([
    expect.stringContaining('"a b" is no name of a namespace'),
  ]);
  expect(definitionProblems([{ name: 'fits', data: 'x' }], 2000)).toEqual([]);
  const stack = testStack();
  const topics = new AlertTopics(stack, 'Topics', { name: 'a' });
  expect(() => new MetricsWorkspace(stack, 'Metrics', { alias: 'a', topics, retentionDays: 2000 })).toThrow(
    'retentionDays is 2000; use a whole number from 1 to 1095',
  );
});
