import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { UsageQueue } from '../../../constructs/usage-ledger/usage-queue.ts';
import { nagFindings } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

describe('a queue of usage rows', () => {
  const stack = testStack();
  const ledger = new UsageLedger(stack, 'Ledger');
  const queue = new UsageQueue(stack, 'UsageQueue', { ledger });
  queue.grantSend(new Role(stack, 'Router', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const template = templateOf(stack);

  const actions = (policy: string): string[] =>
    Object.values(
      template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp(`^${policy}`) } }),
    )
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .flatMap(({ Action }) => Action as string[])
      .sort();

  test('is encrypted under its own key, keeps rows for 14 days and lets no one in without TLS', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^UsageQueueKey'), 'Arn'] },
      MessageRetentionPeriod: 1_209_600,
    });
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      }),
    });
  });

  test('is read in batches of which only the failed part comes again, by few functions at a time', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 100,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
  });

  test('gives up on a row after 20 tries, longer apart than the function may run, and raises an alarm', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: {
        maxReceiveCount: 20,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'Arn'] },
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetters'), 'QueueName'] } }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  test('measures how late rows are, how many are stuck and how often its function fails', () => {
    expect(queue.metricOldestOnItsWay()).toMatchObject({ metricName: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum' });
    expect(queue.metricDeadLetters()).toMatchObject({ metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum' });
    expect(queue.metricErrors()).toMatchObject({ metricName: 'Errors', statistic: 'Sum' });
  });

  test('lets routers send and do nothing else', () => {
    expect(actions('Router')).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 'sqs:SendMessage']);
  });

  test('lets its function take rows from the queue and put them into the ledger, and read neither ledger nor other queues', () => {
    const granted = actions('UsageQueueRole');
    expect(granted.filter((action) => /^(sqs|dynamodb):/.test(action))).toEqual([
      'dynamodb:PutItem',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ReceiveMessage',
    ]);
  });

  test('tells its function where the ledger is and how long rows are kept', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { USAGE_LEDGER: { 'Fn::Join': ['', ['dynamodb:', { Ref: Match.anyValue() }]] }, USAGE_RETENTION_DAYS: '400' },
      },
    });
  });

  test('has one AwsSolutions finding: the tracing of its function, as X-Ray knows no resources', () => {
    expect(nagFindings(stack)).toEqual(['AwsSolutions-IAM5[Resource::*] test-us-east-1/UsageQueue/Role/DefaultPolicy/Resource']);
  });
});
