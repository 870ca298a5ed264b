import { App, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { GpuCluster } from '../../../constructs/gpu-cluster/gpu-cluster.ts';
import { AlertTopics } from '../../../constructs/observability/alert-topics.ts';
import { tableAlerts } from '../../../constructs/observability/alerts/stores.ts';
import { ClusterScraper } from '../../../constructs/observability/cluster-scraper.ts';
import { DashboardsWorkspace } from '../../../constructs/observability/dashboards-workspace.ts';
import { GrafanaSignIn } from '../../../constructs/observability/grafana-sign-in.ts';
import { MetricsWorkspace } from '../../../constructs/observability/metrics-workspace.ts';
import { Observability, type ObservabilityProps } from '../../../constructs/observability/observability.ts';
import { definitionProblems } from '../../../constructs/observability/workspace-limits.ts';
import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { nagFindings } from '../../support/findings.ts';
import { existingCluster } from '../../support/gpu-stacks.ts';
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
      ScrapeConfiguration: { ConfigurationBlob: { 'Fn::Base64': string } };
    }[];
    expect(Source?.EksConfiguration).toMatchObject({
      SecurityGroupIds: ['sg-0123456789abcdef0'],
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    });
    const scraped = ScrapeConfiguration?.ConfigurationBlob['Fn::Base64'];
    expect(scraped).toContain('job_name: vllm');
    expect(scraped).toContain('cluster: their-cluster');
    expect(scraped).toContain('region: us-east-1');
  });

  test('have the region and the cluster of the deployment where these are not known before', () => {
    const anywhere = new Stack(new App(), 'Anywhere');
    const { nodeRole, encryptionKey, clusterSecurityGroupId, network } = existingCluster(anywhere);
    new ClusterScraper(anywhere, 'Scraper', {
      cluster: GpuCluster.fromClusterAttributes(anywhere, 'Later', {
        ...{ nodeRole, encryptionKey, clusterSecurityGroupId, network },
        clusterName: Fn.importValue('cluster'),
      }),
      workspace: MetricsWorkspace.fromWorkspaceArn(anywhere, 'Workspace', 'arn:aws:aps:us-east-1:111122223333:workspace/ws-1'),
    });
    const [{ ScrapeConfiguration } = {}] = propertiesOf(Template.fromStack(anywhere), 'AWS::APS::Scraper') as {
      ScrapeConfiguration: { ConfigurationBlob: { 'Fn::Base64': { 'Fn::Join': [string, unknown[]] } } };
    }[];
    const [, parts] = ScrapeConfiguration?.ConfigurationBlob['Fn::Base64']['Fn::Join'] ?? ['', []];
    expect(parts).toEqual(expect.arrayContaining([{ Ref: 'AWS::Region' }, { 'Fn::ImportValue': 'cluster' }]));
    expect(JSON.stringify(parts)).not.toContain('Token[');
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
    expect(JSON.stringify(stack.resolve(AlertTopics.arnOf(stack, 'acme', 'critical')))).toContain(':acme-critical-alerts');
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'acme-critical-alerts' });
  });

  test.each([
    [{ name: 'a b' }, 'name is "a b"; use 1 to 80 letters'],
    [{ name: 'a', slack: { workspaceId: 'acme', channelId: 'C07EZ1ABC23' } }, '"acme" is no id of Slack'],
  ])('%j is refused', (props, message) => {
    expect(() => new AlertTopics(testStack(), 'Topics', props)).toThrow(message);
  });
});

test('topics are made where something tells them, and nowhere else', () => {
  const made = (props: Partial<ObservabilityProps>, stack = testStack()) => {
    const { topics } = new Observability(stack, 'Observability', { name: 'acme', ...props });
    const template = templateOf(stack);
    return [Object.keys(template.findResources('AWS::SNS::Topic')).length, topics !== undefined];
  };
  expect(made({ onCall: { emails: ['ops@example.com'] } })).toEqual([0, false]);
  expect(made({ watched: {} })).toEqual([2, true]);
  const stack = testStack();
  const metrics = MetricsWorkspace.fromWorkspaceArn(stack, 'Workspace', 'arn:aws:aps:us-east-1:111122223333:workspace/ws-1');
  expect(made({ metrics, cluster: existingCluster(stack) }, stack)).toEqual([0, false]);
});

describe('topics that exist', () => {
  const stack = testStack();
  const existing = (name: string) => Topic.fromTopicArn(stack, name, `arn:aws:sns:us-east-1:111122223333:${name}`);
  const topics = { critical: existing('night'), warning: existing('day') };
  new Observability(stack, 'Observability', {
    name: 'acme',
    topics,
    cluster: existingCluster(stack),
    watched: { tables: { Keys: { tableName: 'keys', operations: [Operation.GET_ITEM] } } },
  });
  const template = templateOf(stack);

  test('are told by alarms and by the alert manager, and none are made beside them', () => {
    template.resourceCountIs('AWS::SNS::Topic', 0);
    const told = propertiesOf(template, 'AWS::CloudWatch::Alarm').map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions]);
    const night = ['arn:aws:sns:us-east-1:111122223333:night'];
    expect(told).toEqual([
      [night, night],
      [night, night],
    ]);
    expect(JSON.stringify(propertiesOf(template, 'AWS::APS::Workspace'))).toContain(':111122223333:day');
  });

  test('have their own subscribers, so that people beside them are refused', () => {
    const props = { name: 'acme', topics, onCall: { emails: ['ops@example.com'] } };
    expect(() => new Observability(stack, 'Other', props)).toThrow(
      'onCall is beside topics that exist; subscribe people to these, or leave topics out',
    );
  });
});

test('topics are under a key that is given, which their publishers may use', () => {
  const stack = testStack();
  new AlertTopics(stack, 'Topics', { name: 'acme', encryptionKey: new Key(stack, 'Mine') });
  const template = templateOf(stack);
  const [[id = '', key] = []] = Object.entries(template.findResources('AWS::KMS::Key'));
  template.resourceCountIs('AWS::KMS::Key', 1);
  template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [id, 'Arn'] } });
  expect(JSON.stringify(key)).toContain('aps.amazonaws.com');
});

test('a table has metrics for what is done with it, and for nothing else', () => {
  const operations = [Operation.QUERY, Operation.TRANSACT_WRITE_ITEMS];
  const [, unavailable] = tableAlerts('Cases', { tableName: 'cases', operations });
  const stack = testStack();
  new Alarm(stack, 'Alarm', {
    metric: unavailable?.metric ?? new MathExpression({ expression: '0' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  const [{ Metrics } = {}] = propertiesOf(templateOf(stack), 'AWS::CloudWatch::Alarm') as {
    Metrics: { Expression?: string; MetricStat?: { Metric: { Dimensions: { Name: string; Value: string }[] } } }[];
  }[];
  expect(Metrics?.[0]?.Expression).toBe('FILL(query, 0) + FILL(transactwriteitems, 0)');
  const asked = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric.Dimensions ?? []).filter(
    ({ Name }) => Name === 'Operation',
  );
  expect(asked?.map(({ Value }) => Value)).toEqual(['Query', 'TransactWriteItems']);
});

describe('Grafana', () => {
  const stack = testStack();
  new DashboardsWorkspace(stack, 'Grafana', {
    workspaceName: 'acme',
    metricsWorkspaceTag: { key: 'platform', value: 'acme' },
    signIn: GrafanaSignIn.saml({ metadataUrl: 'https://idp.example.com/m', roleAttribute: 'groups', adminValues: ['admins'] }),
    reachableFrom: { prefixListIds: ['pl-0a1b2c3d'] },
  });
  const template = templateOf(stack);

  test('lets in by sign-in alone, from the places named, without foreign plugins', () => {
    template.hasResourceProperties('AWS::Grafana::Workspace', {
      AuthenticationProviders: ['SAML'],
      PluginAdminEnabled: false,
      PermissionType: 'CUSTOMER_MANAGED',
      NetworkAccessControl: { PrefixListIds: ['pl-0a1b2c3d'], VpceIds: [] },
      SamlConfiguration: Match.objectLike({ RoleValues: { Admin: ['admins'] } }),
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
