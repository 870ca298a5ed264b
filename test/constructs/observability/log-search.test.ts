import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { SearchEndpoint } from '../../../constructs/internal/search-collection.ts';
import { logSearchAlerts } from '../../../constructs/observability/alerts/log-search.ts';
import { LogSearch } from '../../../constructs/observability/log-search.ts';
import type { LogSearchProps } from '../../../constructs/observability/log-search-props.ts';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { nagFindings } from '../../support/findings.ts';
import { existingNetwork } from '../../support/gpu-stacks.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const READER = 'arn:aws:iam::111122223333:role/on-call';

function logSearch(props: Partial<LogSearchProps> = {}, stack = testStack()) {
  const search = new LogSearch(stack, 'Search', {
    ...{ name: 'acme-logs', network: existingNetwork(stack), readers: [READER], readersFrom: ['10.0.0.0/8'] },
    sources: { router: LogGroup.fromLogGroupName(stack, 'Router', 'acme-router') },
    ...props,
  });
  return { stack, search };
}

describe('a search in logs', () => {
  const { stack, search } = logSearch();
  const template = templateOf(stack);
  /** The text of a policy; what is known later is in angle brackets. */
  const policy = (type: string, kind: string): unknown => {
    const [{ Properties } = { Properties: {} }] = Object.values(
      template.findResources(`AWS::OpenSearchServerless::${type}`, { Properties: { Type: kind } }),
    );
    const parts = Properties.Policy['Fn::Join']?.[1] ?? [Properties.Policy];
    return JSON.parse(parts.map((part: unknown) => (typeof part === 'string' ? part : '<later>')).join(''));
  };

  test('is a collection for time series under our key, which only the endpoint in the network reaches', () => {
    template.hasResource('AWS::OpenSearchServerless::Collection', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Name: 'acme-logs', Type: 'TIMESERIES' },
    });
    expect(stack.resolve(search.endpoint.vpcEndpointId)).toEqual({ Ref: expect.stringMatching(/^SearchEndpoint/) });
    expect(policy('SecurityPolicy', 'encryption')).toEqual({
      Rules: [{ ResourceType: 'collection', Resource: ['collection/acme-logs'] }],
      ...{ AWSOwnedKey: false, KmsARN: '<later>' },
    });
    expect(policy('SecurityPolicy', 'network')).toEqual([
      {
        Rules: ['collection', 'dashboard'].map((ResourceType) => ({ ResourceType, Resource: ['collection/acme-logs'] })),
        ...{ AllowFromPublic: false, SourceVPCEs: ['<later>'] },
      },
    ]);
  });

  test('forgets lines after thirty days', () => {
    expect(policy('LifecyclePolicy', 'retention')).toEqual({
      Rules: [{ ResourceType: 'index', Resource: ['index/acme-logs/*'], MinIndexRetention: '30d' }],
    });
  });

  test('lets the function write and not read, and named roles read and not write', () => {
    const [writer, readers] = policy('AccessPolicy', 'data') as { Principal: string[]; Rules: { Permission: string[] }[] }[];
    const rights = (of: typeof writer) => of?.Rules.flatMap(({ Permission }) => Permission);
    expect(writer?.Principal).toEqual(['<later>']);
    expect(rights(writer)).toEqual(['aoss:CreateIndex', 'aoss:DescribeIndex', 'aoss:UpdateIndex', 'aoss:WriteDocument']);
    expect(readers?.Principal).toEqual([READER]);
    expect(rights(readers)).toEqual(['aoss:DescribeIndex', 'aoss:ReadDocument', 'aoss:DescribeCollectionItems']);
  });

  test('is fed by subscription filters, whose name is the index', () => {
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      ...{ FilterName: 'router', FilterPattern: '', LogGroupName: 'acme-router' },
      DestinationArn: { Ref: Match.stringLikeRegexp('^SearchIndexerAlias') },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'logs.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
  });

  test('opens its endpoint to the function and to the addresses of readers, for HTTPS alone', () => {
    const allowed = [
      ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties),
      ...Object.values(template.findResources('AWS::EC2::SecurityGroup')).flatMap(
        ({ Properties }) => Properties.SecurityGroupIngress ?? [],
      ),
    ];
    expect(allowed.map(({ FromPort, ToPort }) => [FromPort, ToPort])).toEqual([
      [443, 443],
      [443, 443],
    ]);
    expect(allowed.flatMap(({ CidrIp }) => CidrIp ?? [])).toEqual(['10.0.0.0/8']);
  });

  test('keeps what failed three times in an encrypted bucket for two weeks, which the function cannot read', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SearchFailures'), 'Arn'] } } },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: { ServerSideEncryptionConfiguration: [Match.objectLike({ BucketKeyEnabled: true })] },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 14 })] },
    });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).not.toContain('s3:GetObject');
  });

  test('has alarms on failures, delay and loss, that wake nobody', () => {
    const alerts = logSearchAlerts(search);
    expect(alerts.map(({ id, severity }) => [id, severity])).toEqual([
      ['LogSearchFails', 'warning'],
      ['LogSearchLate', 'warning'],
      ['LogSearchLost', 'warning'],
    ]);
    expect(alerts.map(({ metric }) => metric.toMetricConfig().metricStat?.metricName)).toEqual([
      ...['Errors', 'AsyncEventAge', 'DestinationDeliveryFailures'],
    ]);
  });

  test('has no findings but the wildcards of tracing, interfaces and objects', () => {
    expect(nagFindings(stack).filter((finding) => !finding.startsWith('AwsSolutions-IAM5'))).toEqual([]);
  });
});

test('an endpoint that exists is used, from another stack too, which needs nothing of this one', () => {
  const app = testApp();
  const first = testStack('us-east-1', app);
  const vectors = new VectorDatabase(first, 'Vectors', {
    databaseName: 'acme-search',
    engine: VectorDatabaseEngine.openSearchServerless({ network: existingNetwork(first) }),
  });
  const endpoint = vectors.searchEndpoint as SearchEndpoint;
  const { stack, search } = logSearch({ endpoint }, new Stack(app, 'logs', { env: { region: 'us-east-1' } }));
  expect(search.endpoint).toBe(endpoint);
  const template = templateOf(stack);
  template.resourceCountIs('AWS::OpenSearchServerless::VpcEndpoint', 0);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    ...{ FromPort: 443, GroupId: { 'Fn::GetStackOutput': Match.objectLike({ StackName: 'test-us-east-1' }) } },
    SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SearchIndexerSecurityGroup'), 'GroupId'] },
  });
  const [reach] = Object.values(
    template.findResources('AWS::OpenSearchServerless::SecurityPolicy', { Properties: { Type: 'network' } }),
  );
  expect(JSON.stringify(reach?.Properties.Policy)).toMatch(/SourceVPCEs.*GetStackOutput.*VectorsEndpoint/);
  templateOf(first).hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 443 })],
  });
});

test('every mistake is a sentence, all at once', () => {
  const wrong = { name: 'Logs', readers: ['alice'], retentionDays: 0 };
  expect(() => logSearch(wrong)).toThrow(
    "Search: name is 'Logs'; use 3 to 32 lower-case letters, digits and hyphens; " +
      "reader 'alice' is no ARN of a role; use one such as arn:aws:iam::111122223333:role/on-call; " +
      'retentionDays is 0; use a whole number from 1 to 3650',
  );
  expect(() => logSearch({ readers: [] })).toThrow('readers is empty, so nobody could search; name roles');
});
