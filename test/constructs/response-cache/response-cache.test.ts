import { Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../../constructs/response-cache/response-cache.ts';
import { CacheCapacity, CacheContents } from '../../../constructs/response-cache/response-cache-props.ts';
import { nagFindings, unretained } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const home = testStack();
const network = new PlatformNetwork(home, 'Network', { availabilityZones: ['us-east-1a', 'us-east-1b'] });
const client = new SecurityGroup(home, 'Client', { vpc: network.vpc, allowAllOutbound: false });
const role = new Role(home, 'ClientRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const counters = new ResponseCache(home, 'Counters', { cacheName: 'acme-counters', network, contents: CacheContents.COUNTERS });
const answers = new ResponseCache(home, 'Answers', {
  cacheName: 'acme-answers',
  network,
  capacity: CacheCapacity.serverless({ maximumGigabytes: 10, maximumUnitsPerSecond: 5_000 }),
});
counters.grantConnect({ grantPrincipal: role, connections: client.connections });
const template = templateOf(home);

describe('nodes for counters', () => {
  test('are one shard in two zones that fails over, encrypted on the wire and on disk', () => {
    template.hasResource('AWS::ElastiCache::ReplicationGroup', {
      DeletionPolicy: 'Delete',
      Properties: {
        ReplicationGroupId: 'acme-counters',
        Engine: 'valkey',
        EngineVersion: '8.1',
        CacheNodeType: 'cache.t4g.micro',
        NumNodeGroups: 1,
        ReplicasPerNodeGroup: 1,
        AutomaticFailoverEnabled: true,
        MultiAZEnabled: true,
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
        AtRestEncryptionEnabled: true,
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CountersKey'), 'Arn'] },
        SnapshotRetentionLimit: 0,
      },
    });
    expect(unretained(template)).toEqual([]);
  });

  test('evict nothing', () => {
    template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
      CacheParameterGroupFamily: 'valkey8',
      Properties: { 'maxmemory-policy': 'noeviction' },
    });
  });

  test('write slow and engine log into an encrypted log group', () => {
    template.hasResourceProperties('AWS::ElastiCache::ReplicationGroup', {
      LogDeliveryConfigurations: ['slow-log', 'engine-log'].map((LogType) => ({
        LogType,
        LogFormat: 'json',
        DestinationType: 'cloudwatch-logs',
        DestinationDetails: { CloudWatchLogsDetails: { LogGroup: { Ref: Match.stringLikeRegexp('^CountersLogGroup') } } },
      })),
    });
  });

  test('let in one user, by IAM, who may do what the router does with its keys', () => {
    template.hasResourceProperties('AWS::ElastiCache::User', {
      Engine: 'valkey',
      UserId: 'acme-counters-router',
      UserName: 'acme-counters-router',
      AuthenticationMode: { Type: 'iam' },
      AccessString: Match.stringLikeRegexp('^on ~quota:\\* ~breaker:\\* ~abuse:\\* -@all .*\\+evalsha'),
    });
    template.allResourcesProperties('AWS::ElastiCache::User', { NoPasswordRequired: Match.absent(), Passwords: Match.absent() });
    template.hasResourceProperties('AWS::ElastiCache::UserGroup', { UserGroupId: 'acme-counters-users', Engine: 'valkey' });
  });

  test('admit whoever was granted, on their port, and nobody else', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 6379,
      ToPort: 6379,
      IpProtocol: 'tcp',
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CountersSecurityGroup'), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Client'), 'GroupId'] },
    });
    const arn = (end: string) => ({
      'Fn::Join': ['', ['arn:aws:elasticache:us-east-1:', { Ref: 'AWS::AccountId' }, end]],
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'elasticache:Connect',
            Resource: [arn(':replicationgroup:acme-counters'), arn(':user:acme-counters-router')],
          },
        ],
      },
    });
  });

  test('raise alarms when memory runs out or something was evicted, over all nodes', () => {
    expect(counters.alarms).toHaveLength(3);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Threshold: 75,
      TreatMissingData: 'notBreaching',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'MAX([node1, node2])' }),
        Match.objectLike({
          MetricStat: Match.objectLike({
            Metric: {
              Namespace: 'AWS/ElastiCache',
              MetricName: 'DatabaseMemoryUsagePercentage',
              Dimensions: [{ Name: 'CacheClusterId', Value: 'acme-counters-002' }],
            },
          }),
        }),
      ]),
    });
  });
});

describe('a serverless cache for answers', () => {
  test('has a maximum, a key, and the same kind of user, who cannot touch counters', () => {
    template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
      ServerlessCacheName: 'acme-answers',
      Engine: 'valkey',
      MajorEngineVersion: '8',
      CacheUsageLimits: { DataStorage: { Unit: 'GB', Maximum: 10 }, ECPUPerSecond: { Maximum: 5_000 } },
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^AnswersKey'), 'Arn'] },
      UserGroupId: { Ref: Match.stringLikeRegexp('^AnswersUsers') },
    });
    template.hasResourceProperties('AWS::ElastiCache::User', { AccessString: 'on ~cache:* -@all +get +set' });
  });

  test('is measured as one', () => {
    const { namespace, metricName, dimensions } = answers.metricThrottledCommands().toMetricConfig().metricStat ?? {};
    expect([namespace, metricName, dimensions]).toEqual([
      'AWS/ElastiCache',
      'ThrottledCmds',
      [{ name: 'clusterId', value: 'acme-answers' }],
    ]);
    expect(answers.alarms).toHaveLength(1);
  });
});

test('metrics have their official names', () => {
  const named = [
    ...[counters.metricEngineCpu(), counters.metricReplicationLag(), counters.metricBytesUsed()],
    ...[counters.metricConnections(), counters.metricEvictions()],
  ].map((metric) => (metric.toMetricConfig().mathExpression ? metric.toMetricConfig().renderingProperties?.label : metric));
  expect(named).toEqual(['EngineCPUUtilization', 'ReplicationLag', 'BytesUsedForCache', 'CurrConnections', 'Evictions']);
  expect(answers.metricProcessingUnits().toMetricConfig().metricStat?.metricName).toBe('ElastiCacheProcessingUnits');
});

test('the one finding of AwsSolutions is the password that everybody would share', () => {
  expect(nagFindings(home).filter((finding) => !finding.includes('/Network/'))).toEqual([
    'AwsSolutions-AEC6 test-us-east-1/Counters/Cache',
  ]);
});
