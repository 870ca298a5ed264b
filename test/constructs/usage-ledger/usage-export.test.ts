import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { UsageExport } from '../../../constructs/usage-ledger/usage-export.ts';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { nagFindings, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const stack = testStack();
const ledger = new UsageLedger(stack, 'Usage');
new UsageExport(stack, 'Export', { ledger, every: 'month', retention: Duration.days(800) });
const template = templateOf(stack);

test('the schedule exports the table to the bucket, encrypted, without a function', () => {
  template.hasResourceProperties('AWS::Scheduler::Schedule', {
    ScheduleExpression: 'cron(0 5 1 * ? *)',
    ScheduleExpressionTimezone: 'UTC',
    KmsKeyArn: Match.anyValue(),
    Target: { Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:exportTableToPointInTime' },
  });
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  const parts: unknown[] = schedule?.Properties.Target.Input['Fn::Join'][1];
  const input = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : '*')).join(''));
  expect(input).toEqual({
    ...{ TableArn: '*', S3Bucket: '*', S3Prefix: 'usage', S3SseAlgorithm: 'KMS', S3SseKmsKeyId: '*' },
    ExportFormat: 'DYNAMODB_JSON',
  });
  template.resourceCountIs('AWS::Lambda::Function', 0);
});

test('the alarm is of exports that were given up, not of tries that a later one made good', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Scheduler', MetricName: 'InvocationDroppedCount' });
});

test('the table has point-in-time recovery, without which nothing can be exported', () => {
  template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
  });
});

test('exports are encrypted, private, kept for their days, and stay when the stack goes', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: { LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 800 })] } },
  });
});

test('the role exports this table into this bucket, and the findings are none', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({ Action: 'dynamodb:ExportTableToPointInTime', Resource: Match.anyValue() })]),
    },
  });
  expect(wildcardPolicies(template)).toEqual([]);
  expect(nagFindings(stack)).toEqual([]);
});
