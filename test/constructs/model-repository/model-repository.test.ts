import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { ModelRepository } from '../../../constructs/model-repository/model-repository.ts';
import type { IModelRepository, ModelRepositoryProps } from '../../../constructs/model-repository/model-repository-props.ts';
import { ALIASES_PREFIX, MODELS_PREFIX } from '../../../constructs/model-repository/prefixes.ts';
import { ALIASES, MODELS } from '../../../services/model-store/layout.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const role = (stack: Stack, id: string) =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com'), roleName: id.toLowerCase() });
const keyIn = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/mrk-1`);
const repository = (stack: Stack, props: Partial<ModelRepositoryProps> = {}) =>
  new ModelRepository(stack, 'Models', { publisher: role(stack, 'Publisher'), ...props });
const elsewhere = (stack: Stack, region: string): IModelRepository =>
  ModelRepository.fromModelRepositoryAttributes(stack, `There-${region}`, {
    bucketName: `acme-models-${region}`,
    region,
    encryptionKey: keyIn(stack, region),
  });

const arn = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] });
const below = (...prefixes: string[]) => {
  const parts = prefixes.map((prefix) => ({ 'Fn::Join': ['', [arn('ModelsBucket'), `/${prefix}*`]] }));
  return parts.length === 1 ? parts[0] : parts;
};
const stated = (statement: object) => ({ PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(statement)]) } });

test('models are where the command puts them', () => {
  expect([MODELS_PREFIX, ALIASES_PREFIX]).toEqual([MODELS, ALIASES]);
});

describe('a repository with defaults', () => {
  const stack = testStack();
  const models = repository(stack);
  models.grantRead(role(stack, 'Triton'));
  models.grantRead(Role.fromRoleName(stack, 'Verifier', 'verifier'));
  const template = templateOf(stack);

  test('keeps every version, locked for 30 days, under a rotating key of its own', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 30, Mode: 'GOVERNANCE' } } },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn('ModelsKey') },
          },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      ReplicationConfiguration: Match.absent(),
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(unretained(template)).toEqual([]);
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('logs access, and lets abandoned uploads and former versions go', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^ModelsAccessLogs') } },
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 90 } }),
        ],
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 400 })] },
    });
  });

  test('denies models to everybody but the roles that were granted them, and the publisher', () => {
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Sid: 'ModelsForGrantedRolesAlone',
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: below('models/'),
        Condition: {
          ArnNotEquals: {
            'aws:PrincipalArn': [
              arn('Publisher'),
              arn('Triton'),
              { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':role/verifier']] },
            ],
          },
        },
      }),
    );
  });

  test('denies writing, deleting and unlocking to everybody but the publisher, who is granted only the first', () => {
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Effect: 'Deny',
        Action: [
          's3:BypassGovernanceRetention',
          's3:DeleteObject',
          's3:DeleteObjectVersion',
          's3:PutObject',
          's3:PutObjectRetention',
        ],
        Resource: below('aliases/', 'models/'),
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': [arn('Publisher')] } },
      }),
    );
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Effect: 'Allow',
        Principal: { AWS: arn('Publisher') },
        Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        Resource: below('aliases/', 'models/'),
      }),
    );
  });

  test('denies to overwrite a version, even to the publisher; parts of an upload have no condition', () => {
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: below('models/'),
        Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
    );
  });

  test('lets a reader read and list, with the key through S3 alone, by its own policies', () => {
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Effect: 'Allow',
        Principal: { AWS: Match.arrayWith([arn('Triton')]) },
        Action: 's3:GetObject',
        Resource: below('aliases/', 'models/'),
      }),
    );
    template.hasResourceProperties(
      'AWS::S3::BucketPolicy',
      stated({
        Effect: 'Allow',
        Principal: { AWS: Match.arrayWith([arn('Triton')]) },
        Action: 's3:ListBucket',
        Resource: arn('ModelsBucket'),
      }),
    );
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { AWS: Match.arrayWith([arn('Triton')]) },
            Action: 'kms:Decrypt',
            Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
          }),
        ]),
      },
    });
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test.each(['Bool', 'NumericLessThan'])('refuses what comes without TLS, or with an old one (%s)', (operator) => {
    const condition = { Bool: { 'aws:SecureTransport': 'false' }, NumericLessThan: { 's3:TlsVersion': 1.2 } };
    const value = condition[operator as keyof typeof condition];
    const statement = stated({ Effect: 'Deny', Action: 's3:*', Condition: { [operator]: value } });
    template.allResourcesProperties('AWS::S3::BucketPolicy', statement);
  });

  test('has no AwsSolutions finding and no IAM policy over every resource', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
  });

  test('measures its size and what it refused', () => {
    expect(models.metricBucketSizeBytes()).toMatchObject({
      ...{ namespace: 'AWS/S3', metricName: 'BucketSizeBytes' },
      dimensions: expect.objectContaining({ StorageType: 'StandardStorage' }),
    });
    expect(models.metric4xxErrors()).toMatchObject({
      ...{ metricName: '4xxErrors', statistic: 'Sum' },
      dimensions: expect.objectContaining({ FilterId: 'EntireBucket' }),
    });
  });
});

describe('replication', () => {
  const stack = testStack();
  const there = elsewhere(stack, 'eu-west-1');
  const models = repository(stack, {
    replicateTo: [there, elsewhere(stack, 'eu-central-1')],
    allowedRegions: ['eu-west-1', 'eu-central-1'],
  });
  const template = templateOf(stack);

  test('goes to every region named, encrypted there, without deletions', () => {
    const rule = (region: string, priority: number) =>
      Match.objectLike({
        Id: `to-${region}`,
        Priority: priority,
        Status: 'Enabled',
        Filter: { Prefix: '' },
        DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
        Destination: Match.objectLike({
          Bucket: `arn:aws:s3:::acme-models-${region}`,
          EncryptionConfiguration: { ReplicaKmsKeyID: `arn:aws:kms:${region}:123456789012:key/mrk-1` },
          Metrics: { Status: 'Enabled' },
        }),
      });
    template.hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: { Role: arn('ModelsReplicationRole'), Rules: [rule('eu-west-1', 1), rule('eu-central-1', 2)] },
    });
  });

  test('is done by a role of S3 that reads versions here and writes replicas there, and deletes nothing', () => {
    const policy = Object.values(template.findResources('AWS::IAM::Policy'))[0];
    const statements = policy?.Properties.PolicyDocument.Statement as { Action: string | string[] }[];
    expect(new Set(statements.flatMap(({ Action }) => Action))).toEqual(
      new Set([
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:GetObjectVersionForReplication',
        's3:GetObjectVersionAcl',
        's3:GetObjectVersionTagging',
        's3:GetObjectRetention',
        's3:GetObjectLegalHold',
        's3:ReplicateObject',
        's3:ReplicateTags',
        'kms:Decrypt',
        'kms:Encrypt',
        'kms:GenerateDataKey',
      ]),
    );
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 's3.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
  });

  test('has no AwsSolutions finding but the objects of the role, whose names nobody knows before', () => {
    expect(
      nagFindings(stack).filter(
        (finding) =>
          !/^AwsSolutions-IAM5\[.+\/(models|aliases)\/\*\] .+\/ReplicationRole\/DefaultPolicy\/Resource$/.test(finding),
      ),
    ).toEqual([]);
  });

  test('is measured by destination', () => {
    const dimensions = { DestinationBucket: 'acme-models-eu-west-1', RuleId: 'to-eu-west-1' };
    expect(models.metricOperationsFailedReplication(there)).toMatchObject({
      metricName: 'OperationsFailedReplication',
      dimensions: expect.objectContaining(dimensions),
    });
    expect(models.metricReplicationLatency(there)).toMatchObject({
      ...{ metricName: 'ReplicationLatency', statistic: 'Maximum' },
      dimensions: expect.objectContaining(dimensions),
    });
  });

  test('works between two stacks of one app', () => {
    const app = testApp();
    const replica = repository(testStack('eu-west-1', app), { bucketName: 'acme-models-eu' });
    const source = testStack('us-east-1', app);
    repository(source, { replicateTo: [replica], allowedRegions: ['eu-west-1'] });
    Template.fromStack(source).hasResourceProperties('AWS::S3::Bucket', {
      ReplicationConfiguration: {
        Rules: [Match.objectLike({ Destination: Match.objectLike({ Bucket: 'arn:aws:s3:::acme-models-eu' }) })],
      },
    });
  });

  test('a second list of destinations is refused, as S3 has one', () => {
    const other = testStack();
    const source = repository(other, { replicateTo: [elsewhere(other, 'eu-west-1')], allowedRegions: ['eu-west-1'] });
    expect(() => source.replicate([elsewhere(other, 'eu-central-1')], ['eu-central-1'])).toThrow(
      'replicate: the repository is replicated already; name all destinations at once',
    );
  });

  const mistakes: [string, (stack: Stack) => Partial<ModelRepositoryProps>, string][] = [
    [
      'a region that is not allowed',
      (at) => ({ replicateTo: [elsewhere(at, 'ap-south-1')] }),
      'test-us-east-1/Models: replicateTo[0] is in ap-south-1, and allowedRegions is not given; add ap-south-1 there if models may be there',
    ],
    [
      'a region that is not among the allowed ones',
      (at) => ({ replicateTo: [elsewhere(at, 'ap-south-1')], allowedRegions: ['eu-west-1'] }),
      'replicateTo[0] is in ap-south-1, and allowedRegions has eu-west-1',
    ],
    [
      'the region of the stack',
      (at) => ({ replicateTo: [elsewhere(at, 'us-east-1')] }),
      'replicateTo[0] is in us-east-1, the region of this stack',
    ],
    [
      'a destination without a key',
      (at) => ({
        allowedRegions: ['eu-west-1'],
        replicateTo: [
          ModelRepository.fromModelRepositoryAttributes(at, 'There', { bucketName: 'acme-models', region: 'eu-west-1' }),
        ],
      }),
      'replicateTo[0] has no encryptionKey; give the key of that bucket in eu-west-1',
    ],
  ];
  test.each(mistakes)('%s is refused', (_name, props, expected) => {
    const at = testStack();
    expect(() => repository(at, props(at))).toThrow(expected);
  });

  test('every mistake is told at once', () => {
    const at = testStack();
    const replicateTo = [elsewhere(at, 'ap-south-1'), elsewhere(at, 'sa-east-1')];
    expect(() => repository(at, { replicateTo })).toThrow(
      /replicateTo\[0\] is in ap-south-1.+; replicateTo\[1\] is in sa-east-1/,
    );
  });

  test('a destination of no known region is refused', () => {
    const at = new Stack(testApp(), 'Agnostic');
    const replicateTo = [ModelRepository.fromModelRepositoryAttributes(at, 'There', { bucketName: 'acme-models' })];
    expect(() => repository(at, { replicateTo })).toThrow('replicateTo[0] has no known region');
  });
});

test('key, name, lock and log bucket can be chosen; a key that was brought is granted by the role', () => {
  const stack = testStack();
  const models = repository(stack, {
    bucketName: 'acme-models',
    encryptionKey: keyIn(stack, 'us-east-1'),
    retention: ObjectLockRetention.compliance(Duration.days(365)),
    accessLogsBucket: new Bucket(stack, 'Logs'),
  });
  models.grantRead(role(stack, 'Triton'));
  const template = templateOf(stack);
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.resourceCountIs('AWS::S3::Bucket', 2);
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketName: 'acme-models',
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 365, Mode: 'COMPLIANCE' } } },
    LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^Logs') } },
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('^Triton') }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: 'arn:aws:kms:us-east-1:123456789012:key/mrk-1',
          Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
        },
      ],
    },
  });
});

test('a role that reads in another stack needs nothing of the repository’s stack', () => {
  const app = testApp();
  const serving = new Stack(app, 'serving', { env: { region: 'us-east-1' } });
  const reader = new Role(serving, 'Triton', { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com') });
  const stack = testStack('us-east-1', app);
  repository(stack).grantRead(reader);
  expect(() => app.synth()).not.toThrow();
  expect(serving.dependencies).toEqual([]);
  expect(stack.dependencies).toEqual([serving]);
});

test('an imported repository grants by the role’s policy, with its key', () => {
  const stack = testStack();
  elsewhere(stack, 'eu-west-1').grantRead(role(stack, 'Triton'));
  const bucket = 'arn:aws:s3:::acme-models-eu-west-1';
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: [`${bucket}/aliases/*`, `${bucket}/models/*`] },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: 'arn:aws:kms:eu-west-1:123456789012:key/mrk-1',
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        },
      ],
    },
  });
});
