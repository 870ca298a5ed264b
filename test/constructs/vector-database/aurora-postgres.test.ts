import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PlatformNetwork } from '../../../constructs/platform-network/platform-network.ts';
import { VectorDatabase } from '../../../constructs/vector-database/vector-database.ts';
import { VectorDatabaseEngine } from '../../../constructs/vector-database/vector-database-engine.ts';
import { nagFindings, unretained } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const stack = testStack();
const network = new PlatformNetwork(stack, 'Network', { availabilityZones: ['us-east-1a', 'us-east-1b'] });
const client = new SecurityGroup(stack, 'Client', { vpc: network.vpc, allowAllOutbound: false });
const role = new Role(stack, 'ClientRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const vectors = new VectorDatabase(stack, 'Vectors', {
  databaseName: 'acme-vectors',
  engine: VectorDatabaseEngine.auroraPostgres({ network, maximumCapacity: 8 }),
});
vectors.grantReadWrite({ grantPrincipal: role, connections: client.connections });
const template = templateOf(stack);

describe('Aurora PostgreSQL', () => {
  test('is a serverless cluster that is encrypted, protected, and lets in by IAM over TLS', () => {
    template.hasResource('AWS::RDS::DBCluster', {
      ...{ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      Properties: {
        DBClusterIdentifier: 'acme-vectors',
        Engine: 'aurora-postgresql',
        EngineVersion: Match.stringLikeRegexp('^17\\.'),
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
        StorageEncrypted: true,
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VectorsKey'), 'Arn'] },
        EnableIAMDatabaseAuthentication: true,
        DeletionProtection: true,
        BackupRetentionPeriod: 14,
        PerformanceInsightsEnabled: Match.absent(),
        EnableCloudwatchLogsExports: ['postgresql'],
        EnableHttpEndpoint: true,
      },
    });
    template.hasResourceProperties('AWS::RDS::DBClusterParameterGroup', {
      Family: 'aurora-postgresql17',
      Parameters: { 'rds.force_ssl': '1', log_error_verbosity: 'terse', log_parameter_max_length_on_error: '0' },
    });
  });

  test('has a reader beside its writer, neither with a public address', () => {
    template.resourceCountIs('AWS::RDS::DBInstance', 2);
    template.allResourcesProperties('AWS::RDS::DBInstance', { DBInstanceClass: 'db.serverless', PubliclyAccessible: false });
    // They go with the cluster, or it would stay without an instance.
    template.allResources('AWS::RDS::DBInstance', { DeletionPolicy: 'Retain' });
    template.allResourcesProperties('AWS::RDS::DBInstance', {
      EnablePerformanceInsights: true,
      PerformanceInsightsKMSKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VectorsKey'), 'Arn'] },
    });
  });

  test('has no password in the template: RDS makes, keeps and rotates it under the same key', () => {
    template.hasResourceProperties('AWS::RDS::DBCluster', {
      ManageMasterUserPassword: true,
      MasterUserSecret: { KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VectorsKey'), 'Arn'] } },
      MasterUserPassword: Match.absent(),
    });
  });

  test('logs into a group of ours, which is there first', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      // After a first deployment that failed, the next one finds the name free.
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { LogGroupName: '/aws/rds/cluster/acme-vectors/postgresql', KmsKeyId: Match.anyValue() },
    });
    template.hasResource('AWS::RDS::DBCluster', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^VectorsLogGroup')]) });
  });

  test('admits whoever was granted, as one user, and nobody else', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5433,
      ToPort: 5433,
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Client'), 'GroupId'] },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyName: Match.stringLikeRegexp('^ClientRole'),
      PolicyDocument: {
        Statement: [
          {
            Action: 'rds-db:connect',
            Effect: 'Allow',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:aws:rds-db:us-east-1:',
                  { Ref: 'AWS::AccountId' },
                  ':dbuser:',
                  { 'Fn::GetAtt': [Match.stringLikeRegexp('^VectorsCluster'), 'DBClusterResourceId'] },
                  '/router',
                ],
              ],
            },
          },
        ],
      },
    });
  });

  test('is found by a locator without a secret', () => {
    expect(stack.resolve(vectors.locator)).toEqual({
      'Fn::Join': [
        '',
        [
          'postgres:',
          { 'Fn::GetAtt': [expect.stringMatching(/^VectorsCluster/), 'Endpoint.Address'] },
          ':5433/vectors?user=router',
        ],
      ],
    });
  });

  test('raises alarms, and offers every metric of the cluster', () => {
    expect(vectors.alarms.map(({ node }) => node.id)).toEqual(['CapacityUsedUp', 'ReaderBehind']);
    expect(vectors.metric('VolumeBytesUsed')).toMatchObject({
      namespace: 'AWS/RDS',
      dimensions: { DBClusterIdentifier: 'acme-vectors' },
    });
  });

  test('outlives its stack, and no rule has anything to find', () => {
    expect(unretained(template)).toEqual([]);
    // The function of custom resources stands beside the construct.
    expect(nagFindings(stack).filter((finding) => !finding.includes('/Network/'))).toEqual([]);
  });
});

test('a database that may go is not protected', () => {
  const other = testStack();
  const vpc = new PlatformNetwork(other, 'Network', { availabilityZones: ['us-east-1a', 'us-east-1b'] });
  const lonely = new VectorDatabase(other, 'Vectors', {
    databaseName: 'try-vectors',
    engine: VectorDatabaseEngine.auroraPostgres({ network: vpc, readers: 0 }),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const made = templateOf(other);
  made.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Delete', Properties: { DeletionProtection: false } });
  made.resourceCountIs('AWS::RDS::DBInstance', 1);
  // Nothing could ever be behind.
  expect(lonely.alarms.map(({ node }) => node.id)).toEqual(['CapacityUsedUp']);
});

test('all that Aurora would refuse is said at once', () => {
  const other = testStack();
  const narrow = PlatformNetwork.fromPlatformNetworkAttributes(other, 'Network', {
    vpcId: 'vpc-12345678',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-12345678'],
  });
  const options = { network: narrow, minimumCapacity: 0.3, maximumCapacity: 300, readers: 16, backupRetentionDays: 3 };
  const make = () =>
    new VectorDatabase(other, 'Vectors', { databaseName: 'Acme', engine: VectorDatabaseEngine.auroraPostgres(options) });
  expect(make).toThrow(/databaseName is "Acme".*minimumCapacity is 0.3.*maximumCapacity is 300.*readers is 16/);
  expect(
    () => new VectorDatabase(other, 'Again', { databaseName: 'acme', engine: VectorDatabaseEngine.auroraPostgres(options) }),
  ).toThrow(/backupRetentionDays is 3; use 7 to 35; network has private subnets in us-east-1a; Aurora needs two zones/);
});
