import { Duration, Lazy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

describe('a ledger with defaults', () => {
  const stack = testStack();
  const ledger = new UsageLedger(stack, 'Ledger');
  const grantee = (id: string) => new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  ledger.grantAppend(grantee('Writer'));
  ledger.grantRead(grantee('Reader'));
  const template = templateOf(stack);

  /** DynamoDB actions of a role, sorted. */
  const actions = (id: string): string[] =>
    Object.values(template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp(`^${id}`) } }))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action: string) => action.startsWith('dynamodb:'))
      .sort();

  test('is a table of attempts per tenant and day whose rows expire', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
    expect(ledger.retention.toDays()).toBe(400);
  });

  test('is encrypted under its own key, recoverable, protected against deletion, and outlives its stack', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        {
          Region: 'us-east-1',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LedgerKey'), 'Arn'] } },
        },
      ],
    });
    expect(unretained(template)).toEqual([]);
  });

  test('streams its rows, in the form that also global tables have', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('lets writers add rows and do nothing else', () => {
    expect(actions('Writer')).toEqual(['dynamodb:PutItem']);
  });

  test('lets readers find the rows of a tenant and day, and change nothing', () => {
    expect(actions('Reader')).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
  });

  test('has no AwsSolutions finding and no IAM policy over every resource', () => {
    expect(nagFindings(stack)).toEqual([]);
    expect(wildcardPolicies(template)).toEqual([]);
  });

  test('measures rows that were refused and rows that came twice', () => {
    expect(stack.resolve(ledger.metricThrottledAppends().toMetricConfig().metricStat)).toMatchObject({
      namespace: 'AWS/DynamoDB',
      metricName: 'ThrottledRequests',
      dimensions: expect.arrayContaining([{ name: 'Operation', value: 'PutItem' }]),
    });
    expect(ledger.metricDuplicateAppends()).toMatchObject({
      namespace: 'AWS/DynamoDB',
      metricName: 'ConditionalCheckFailedRequests',
    });
  });
});

test('key, retention and replicas can be chosen', () => {
  const stack = testStack();
  const key = (region: string) => Key.fromKeyArn(stack, region, `arn:aws:kms:${region}:123456789012:key/mrk-1`);
  const ledger = new UsageLedger(stack, 'Ledger', {
    tableName: 'acme-usage',
    retention: Duration.days(90),
    encryptionKey: key('us-east-1'),
    replicaRegions: ['us-west-2'],
    replicaKeys: { 'us-west-2': key('us-west-2') },
  });
  expect(ledger.retention.toDays()).toBe(90);
  const template = templateOf(stack);
  template.resourceCountIs('AWS::KMS::Key', 0);
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: 'acme-usage',
    Replicas: Match.arrayWith([
      Match.objectLike({
        Region: 'us-west-2',
        SSESpecification: { KMSMasterKeyId: 'arn:aws:kms:us-west-2:123456789012:key/mrk-1' },
      }),
    ]),
  });
});

test('an imported ledger takes rows by name', () => {
  const stack = testStack();
  const ledger = UsageLedger.fromUsageLedgerAttributes(stack, 'Ledger', { tableName: 'house-usage' });
  ledger.grantAppend(new Role(stack, 'Writer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  expect(ledger.retention.toDays()).toBe(400);
  templateOf(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'dynamodb:PutItem',
          Resource: { 'Fn::Join': ['', ['arn:aws:dynamodb:us-east-1:', { Ref: 'AWS::AccountId' }, ':table/house-usage']] },
        },
      ],
    },
  });
});

test('rows that would expire within the day are refused', () => {
  expect(() => new UsageLedger(testStack(), 'Ledger', { retention: Duration.hours(12) })).toThrow(
    'test-us-east-1/Ledger: retention is 12 hours; keep rows for a day or more, e.g. Duration.days(400)',
  );
});

test('a retention known at deployment only is taken on trust', () => {
  const retention = Duration.days(Lazy.number({ produce: () => 0 }));
  expect(new UsageLedger(testStack(), 'Ledger', { retention }).retention).toBe(retention);
});
