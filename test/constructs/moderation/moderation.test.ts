import { RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Moderation } from '../../../constructs/moderation/moderation.ts';
import { nagFindings, unretained } from '../../support/findings.ts';
import { defineInferenceApi, methodsOf } from '../../support/inference-api.ts';
import { templateOf, testStack } from '../../support/synth.ts';

describe('moderation with defaults', () => {
  const stack = testStack();
  const moderation = new Moderation(stack, 'Moderation');
  moderation.grantGuard(new Role(stack, 'Guard', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const template = templateOf(stack);

  test('both queues are encrypted under its own rotating key, and speak TLS only', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ModerationKey'), 'Arn'] },
    });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      },
    });
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: { maxReceiveCount: 10 } });
  });

  test('a batch fails by the message, and few run at a time', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test('the table expires rows, is recoverable, and its indexes hold neither sealed texts nor whole ones', () => {
    const index = (IndexName: string) =>
      Match.objectLike({ IndexName, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['preview'] } });
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      GlobalSecondaryIndexes: [index('by-tenant'), index('everyone')],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    });
    expect(unretained(template)).toEqual([]);
  });

  test('the function can put and read rows, and neither update, delete nor scan', () => {
    const actions = actionsOf('ModerationRoleDefaultPolicy');
    expect(actions).toEqual(expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']));
    expect(
      actions.filter((action) => /Update|Delete(?!Message)|Scan|Batch/.test(action) && action.startsWith('dynamodb')),
    ).toEqual([]);
  });

  test('a guard can send cases and read decisions, and read no case', () => {
    const actions = actionsOf('GuardDefaultPolicy');
    expect(actions.filter((action) => !action.startsWith('kms:')).sort()).toEqual([
      'dynamodb:Query',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'dynamodb:Query',
            Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['decision#*'] } },
          }),
        ]),
      },
    });
  });

  test('the function is asked every five minutes how long cases have waited', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(5 minutes)',
      Targets: [Match.objectLike({ Input: '{"measure":"waiting"}' })],
    });
  });

  test('alarms tell of cases that are late, stuck or left waiting', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 900 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'LlmPlatform',
      MetricName: 'llm_review_longest_wait_seconds',
      Threshold: 86_400,
    });
    expect(moderation.alarms).toHaveLength(3);
    expect(moderation.metricErrors()).toMatchObject({ metricName: 'Errors', statistic: 'Sum' });
  });

  test('what a rule checker finds is known: a key that must not change by itself, and X-Ray, which knows no resources', () => {
    expect(nagFindings(stack).filter((finding) => finding.includes('/Moderation/'))).toEqual([
      'AwsSolutions-IAM5[Resource::*] test-us-east-1/Moderation/Role/DefaultPolicy/Resource',
      'AwsSolutions-SMG4 test-us-east-1/Moderation/SealingKey/Resource',
    ]);
  });

  function actionsOf(policy: string): string[] {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith(policy));
    return policies.flatMap(([, { Properties }]) =>
      (Properties.PolicyDocument.Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action),
    );
  }
});

test('what is thrown away with its stack is not protected', () => {
  const stack = testStack();
  new Moderation(stack, 'Moderation', { removalPolicy: RemovalPolicy.DESTROY });
  templateOf(stack).hasResource('AWS::DynamoDB::GlobalTable', {
    DeletionPolicy: 'Delete',
    Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
  });
});

test("an inference API that is given the function has its routes: the page's files are open, everything else asks who calls", () => {
  const { template } = defineInferenceApi((stack) => ({ review: new Moderation(stack, 'Moderation').function }));
  const methods = methodsOf(template);
  for (const open of ['GET /review', 'GET /review/{file}']) expect(methods[open]).toMatchObject({ AuthorizationType: 'NONE' });
  for (const closed of [
    'GET /v1/reviews',
    'GET /v1/reviews/{id}',
    'POST /v1/reviews/{id}/unmask',
    'POST /v1/reviews/{id}/decide',
  ]) {
    expect(methods[closed]).toMatchObject({ AuthorizationType: 'CUSTOM', ApiKeyRequired: true });
  }
});

test('an inference API without it has none of them', () => {
  const { template } = defineInferenceApi();
  expect(Object.keys(methodsOf(template)).filter((name) => name.includes('review'))).toEqual([]);
});
