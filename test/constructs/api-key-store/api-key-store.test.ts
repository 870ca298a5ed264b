import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApiKeyStore, type ApiKeyStoreProps } from '../../../constructs/api-key-store/api-key-store.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const NAMES = { tableName: 'acme-api-keys', pepperSecretName: 'acme/pepper' };
const keyIn = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/mrk-1`);
const role = (stack: Stack) => new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
const viaService = (service: string) => ({ StringEquals: { 'kms:ViaService': `${service}.amazonaws.com` } });

describe('a store in two regions', () => {
  const stack = testStack();
  const store = new ApiKeyStore(stack, 'ApiKeys', { ...NAMES, replicaRegions: ['eu-west-1'] });
  store.grantLookup(role(stack));
  const template = templateOf(stack);

  test('keeps hashes by key id in both, under each region’s AWS managed key, recoverable and protected against deletion', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: 'acme-api-keys',
      KeySchema: [{ AttributeName: 'keyId', KeyType: 'HASH' }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: ['eu-west-1', 'us-east-1'].map((Region) => ({
        Region,
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })),
      TimeToLiveSpecification: Match.absent(),
    });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  test('generates a pepper of 64 letters and digits that both regions read', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'acme/pepper',
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      SecretString: Match.absent(),
      ReplicaRegions: [{ Region: 'eu-west-1' }],
    });
  });

  test('outlives its stack', () => {
    expect(unretained(template)).toEqual([]);
  });

  test('grants the look-up of one key and the pepper, in its own region', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'dynamodb:GetItem',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiKeysTable'), 'Arn'] },
          },
          {
            Effect: 'Allow',
            Action: 'secretsmanager:GetSecretValue',
            Resource: { Ref: Match.stringLikeRegexp('^ApiKeysPepper') },
          },
        ],
      },
    });
    expect(wildcardPolicies(template)).toEqual([]);
  });

  test('has one AwsSolutions finding: the pepper does not rotate, because a new one would make every API key invalid', () => {
    expect(nagFindings(stack)).toEqual(['AwsSolutions-SMG4 test-us-east-1/ApiKeys/Pepper/Resource']);
  });

  test('measures look-ups that were turned away', () => {
    expect(stack.resolve(store.metricThrottledLookups().toMetricConfig().metricStat)).toMatchObject({
      metricName: 'ThrottledRequests',
      dimensions: expect.arrayContaining([{ name: 'Operation', value: 'GetItem' }]),
    });
  });
});

test('keys of one’s own encrypt table and pepper in every region', () => {
  const stack = testStack();
  const store = new ApiKeyStore(stack, 'ApiKeys', {
    ...NAMES,
    replicaRegions: ['eu-west-1'],
    encryptionKey: keyIn(stack, 'us-east-1'),
    replicaKeys: { 'eu-west-1': keyIn(stack, 'eu-west-1') },
  });
  store.grantLookup(role(stack));
  const template = templateOf(stack);
  const arn = (region: string) => `arn:aws:kms:${region}:123456789012:key/mrk-1`;
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: ['eu-west-1', 'us-east-1'].map((Region) =>
      Match.objectLike({ Region, SSESpecification: { KMSMasterKeyId: arn(Region) } }),
    ),
  });
  template.hasResourceProperties('AWS::SecretsManager::Secret', {
    KmsKeyId: arn('us-east-1'),
    ReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId: arn('eu-west-1') }],
  });
  const statement = (service: string) => ({
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:DescribeKey'],
    Resource: arn('us-east-1'),
    Condition: viaService(`${service}.us-east-1`),
  });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([statement('dynamodb'), statement('secretsmanager')]) },
  });
});

test('a region finds its replica by name, and the grant allows for the suffix of the secret’s ARN', () => {
  const stack = testStack('eu-west-1');
  const store = ApiKeyStore.fromNames(stack, 'ApiKeys', NAMES);
  store.grantLookup(role(stack));
  expect(store.table.tableName).toBe('acme-api-keys');
  expect(store.pepper.secretName).toBe('acme/pepper');
  const arn = (service: string, resource: string) => ({
    'Fn::Join': ['', [`arn:aws:${service}:eu-west-1:`, { Ref: 'AWS::AccountId' }, `:${resource}`]],
  });
  const template = templateOf(stack);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: arn('dynamodb', 'table/acme-api-keys') },
        {
          Effect: 'Allow',
          Action: 'secretsmanager:GetSecretValue',
          Resource: arn('secretsmanager', 'secret:acme/pepper-??????'),
        },
      ],
    },
  });
  expect(nagFindings(stack)).toEqual([]);
});

test('a store to be destroyed is not protected against deletion', () => {
  const stack = testStack();
  new ApiKeyStore(stack, 'ApiKeys', { ...NAMES, removalPolicy: RemovalPolicy.DESTROY });
  const template = templateOf(stack);
  template.hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
  });
});

describe('mistakes', () => {
  const stranger = keyIn(testStack(), 'eu-west-1');
  const mistakes: [string, Partial<ApiKeyStoreProps>, string][] = [
    [
      'a secret name whose end reads as a suffix',
      { pepperSecretName: 'acme/api-key-pepper' },
      'pepperSecretName is "acme/api-key-pepper"; do not end it with a hyphen and six characters',
    ],
    [
      'replica keys without a key at home',
      { replicaRegions: ['eu-west-1'], replicaKeys: { 'eu-west-1': stranger } },
      'replicaKeys is given without encryptionKey; give both, or neither for the AWS managed key',
    ],
    [
      'a key at home without replica keys',
      { replicaRegions: ['eu-west-1'], encryptionKey: stranger },
      'replicaKeys has no key for eu-west-1; a customer managed key serves one region',
    ],
  ];
  test.each(mistakes)('%s: refused', (_name, props, expected) => {
    expect(() => new ApiKeyStore(testStack(), 'ApiKeys', { ...NAMES, ...props })).toThrow(expected);
  });
});
