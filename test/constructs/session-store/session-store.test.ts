import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SessionStore, type SessionStoreProps } from '../../../constructs/session-store/session-store.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testApp, testStack } from '../../support/synth.ts';

const keyIn = (stack: Stack, region: string) =>
  Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:123456789012:key/mrk-1`);
const role = (stack: Stack) => new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

describe('a session store with defaults', () => {
  const stack = testStack();
  const store = new SessionStore(stack, 'Sessions');
  store.grantReadWrite(role(stack));
  const template = templateOf(stack);

  test('is a table of sessions per tenant whose rows expire', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  test('lives in one region, under a rotating key of its own, recoverable and protected against deletion', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SessionsKey'), 'Arn'] } },
        },
      ],
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(unretained(template)).toEqual([]);
  });

  test('grants reading and writing of rows whose key is known, and the key through DynamoDB alone', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SessionsTable'), 'Arn'] },
          },
          {
            Effect: 'Allow',
            Action: [
              'kms:Decrypt',
              'kms:DescribeKey',
              'kms:Encrypt',
              'kms:GenerateDataKey',
              'kms:GenerateDataKeyWithoutPlaintext',
              'kms:ReEncryptFrom',
              'kms:ReEncryptTo',
            ],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SessionsKey'), 'Arn'] },
            Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
          },
        ],
      },
    });
  });

  test('has no AwsSolutions finding and no IAM policy over every resource', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
  });

  test('measures what DynamoDB turns away, over every operation that it grants', () => {
    const parts = Object.values(store.metricThrottledRequests().toMetricConfig().mathExpression?.usingMetrics ?? {});
    const measured = parts.map((part) => part.toMetricConfig().metricStat);
    expect(new Set(measured.map((stat) => stat?.metricName))).toEqual(new Set(['ThrottledRequests']));
    expect(measured.flatMap((stat) => stat?.dimensions?.find(({ name }) => name === 'Operation')?.value).sort()).toEqual([
      'DeleteItem',
      'GetItem',
      'PutItem',
      'Query',
      'UpdateItem',
    ]);
  });
});

describe('replicas', () => {
  test('are made in the regions named, each under its own key', () => {
    const stack = testStack();
    new SessionStore(stack, 'Sessions', {
      encryptionKey: keyIn(stack, 'us-east-1'),
      replicaRegions: ['us-west-2'],
      replicaKeys: { 'us-west-2': keyIn(stack, 'us-west-2') },
    });
    templateOf(stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: Match.arrayWith(
        ['us-west-2', 'us-east-1'].map((region) => ({
          Region: region,
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: `arn:aws:kms:${region}:123456789012:key/mrk-1` },
        })),
      ),
    });
  });

  test('are out of reach for a role that is granted the table: it works in its own region', () => {
    const stack = testStack();
    const store = new SessionStore(stack, 'Sessions', {
      encryptionKey: keyIn(stack, 'us-east-1'),
      replicaRegions: ['us-west-2'],
      replicaKeys: { 'us-west-2': keyIn(stack, 'us-west-2') },
    });
    store.grantRead(role(stack));
    const policies = JSON.stringify(templateOf(stack).findResources('AWS::IAM::Policy'));
    expect(policies).toContain('dynamodb:GetItem');
    expect(policies).not.toContain('us-west-2');
  });

  const mistakes: [string, SessionStoreProps, string][] = [
    ['the region of the stack', { replicaRegions: ['us-east-1'] }, 'replicaRegions has us-east-1, the region of the stack'],
    ['a region twice', { replicaRegions: ['us-west-2', 'us-west-2'] }, 'name each region once'],
    ['a replica without a key', { replicaRegions: ['us-west-2'] }, 'replicaKeys has no key for us-west-2'],
    [
      'a key without a replica',
      { replicaKeys: { 'us-west-2': keyIn(testStack(), 'us-west-2') } },
      'keys for us-west-2, which replicaRegions does not name',
    ],
  ];
  test.each(mistakes)('%s is refused', (_name, props, expected) => {
    expect(() => new SessionStore(testStack(), 'Sessions', props)).toThrow(expected);
  });

  test('need a stack with a region', () => {
    const stack = new Stack(testApp(), 'Agnostic');
    const props = { replicaRegions: ['us-west-2'], replicaKeys: { 'us-west-2': keyIn(stack, 'us-west-2') } };
    expect(() => new SessionStore(stack, 'Sessions', props)).toThrow('the stack has no region; give it env: { region: … }');
  });
});

test('a table to be destroyed is not protected against deletion', () => {
  const stack = testStack();
  new SessionStore(stack, 'Sessions', { removalPolicy: RemovalPolicy.DESTROY, tableName: 'acme-sessions' });
  const template = templateOf(stack);
  template.hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Delete',
    Properties: { TableName: 'acme-sessions', Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
  });
  template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
});

test('an imported table grants reading by name, with its key in that region', () => {
  const stack = testStack('us-west-2');
  const encryptionKey = keyIn(stack, 'us-west-2');
  SessionStore.fromSessionStoreAttributes(stack, 'Sessions', { tableName: 'acme-sessions', encryptionKey }).grantRead(
    role(stack),
  );
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['dynamodb:GetItem', 'dynamodb:Query'],
          Resource: { 'Fn::Join': ['', ['arn:aws:dynamodb:us-west-2:', { Ref: 'AWS::AccountId' }, ':table/acme-sessions']] },
        },
        {
          Effect: 'Allow',
          Action: ['kms:Decrypt', 'kms:DescribeKey'],
          Resource: encryptionKey.keyArn,
          Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.us-west-2.amazonaws.com' } },
        },
      ],
    },
  });
});
