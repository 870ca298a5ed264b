import { inflateRawSync } from 'node:zlib';
import { Match } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BudgetGuard } from '../../../constructs/budget-guard/budget-guard.ts';
import type { BudgetGuardProps } from '../../../constructs/budget-guard/budget-guard-props.ts';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { nagFindings, unretained } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const BUDGETS = { research: { tenant: { month: 1_000_000, alertAt: [1], whenReached: { block: 1 } } } };

function guarded(more: Partial<BudgetGuardProps> = {}) {
  const stack = testStack();
  const guard = new BudgetGuard(stack, 'Budgets', { ledger: new UsageLedger(stack, 'Ledger'), budgets: BUDGETS, ...more });
  return { stack, guard };
}

describe('a guard with everything', () => {
  const { stack, guard } = guarded({
    emails: ['ops@example.com'],
    webhookSecretName: 'budgets/webhook',
    accountBill: { monthlyDollars: 20_000, anomaliesAboveDollars: 100 },
  });
  guard.grantReadStates(new Role(stack, 'Router', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  const template = templateOf(stack);

  test('reads new rows of the ledger, cuts failing batches in half and keeps what fails', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BudgetsDeadLetters'), 'Arn'] } } },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      MaximumRetryAttempts: 10,
      StartingPosition: 'TRIM_HORIZON',
    });
  });

  test('tells the function its budgets, and of the webhook nothing but the name of its secret', () => {
    const functions = template.findResources('AWS::Lambda::Function', {
      Properties: { Environment: { Variables: { BUDGETS: Match.anyValue() } } },
    });
    const [{ Properties } = { Properties: undefined }] = Object.values(functions);
    const { BUDGETS: packed, ALERT_WEBHOOK } = Properties.Environment.Variables;
    expect(JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString())).toEqual(BUDGETS);
    expect(ALERT_WEBHOOK).toBe('secretsmanager:budgets/webhook');
  });

  test("watches the account's own bill and tells the topic", () => {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetLimit: { Amount: 20_000, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
      NotificationsWithSubscribers: Match.arrayWith([
        Match.objectLike({ Notification: Match.objectLike({ NotificationType: 'FORECASTED', Threshold: 100 }) }),
      ]),
    });
    template.resourceCountIs('AWS::CE::AnomalyMonitor', 1);
    template.hasResourceProperties('AWS::CE::AnomalySubscription', { Frequency: 'IMMEDIATE', Subscribers: [{ Type: 'SNS' }] });
  });

  test('has a topic that is encrypted, wants TLS and takes messages of this account only', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Action: 'sns:Publish',
            Principal: { Service: ['budgets.amazonaws.com', 'costalerts.amazonaws.com'] },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
  });

  test('lets routers look up states and do nothing else', () => {
    const policies = template.findResources('AWS::IAM::Policy', {
      Properties: { PolicyName: Match.stringLikeRegexp('^Router') },
    });
    const statements = Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const actions = statements.flatMap(({ Action }) => Action).filter((action: string) => action.startsWith('dynamodb:'));
    expect(actions).toEqual(['dynamodb:Query']);
  });

  test('keeps its table when the stack goes', () => {
    expect(unretained(template)).toEqual([]);
  });

  test('alarms when rows were not counted', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
    expect(guard.alarms.map(({ node }) => node.id)).toEqual(['NotCounted', 'Failing']);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
  });

  test('has no finding but those that the register of the platform explains', () => {
    expect(nagFindings(stack).map((finding) => finding.replace(/^(\S+) .*\//, '$1 '))).toEqual([
      expect.stringContaining('IAM5'),
      expect.stringContaining('SQS3'),
    ]);
  });

  test('measures spend and share of a budget, how late it is, how often it fails and what it could not take', () => {
    expect(guard.metricSpent('research', 'month')).toMatchObject({
      namespace: 'LlmPlatform',
      metricName: 'llm_budget_spent_dollars',
      dimensions: { Budget: 'research', Period: 'month' },
    });
    expect(guard.metricShare('organisation/acme', 'day')).toMatchObject({ metricName: 'llm_budget_share' });
    expect(guard.metricDelay()).toMatchObject({ metricName: 'IteratorAge', statistic: 'Maximum' });
    expect(guard.metricErrors()).toMatchObject({ metricName: 'Errors', statistic: 'Sum' });
    expect(guard.metricDeadLetters()).toMatchObject({ metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum' });
  });
});

test('without an account bill, addresses and webhook there is none of them', () => {
  const template = templateOf(guarded().stack);
  for (const type of ['AWS::Budgets::Budget', 'AWS::CE::AnomalyMonitor', 'AWS::SNS::Subscription'])
    template.resourceCountIs(type, 0);
});

test('a guard of nobody is refused', () => {
  expect(() => guarded({ budgets: {} })).toThrow(
    'budgets names no tenant; give one a budget, watch accountBill, or leave the guard out',
  );
});

test("a guard of the account's own bill needs no tenant", () => {
  const { stack } = guarded({ budgets: {}, accountBill: { monthlyDollars: 20_000, anomaliesAboveDollars: 100 } });
  templateOf(stack).resourceCountIs('AWS::Budgets::Budget', 1);
});

test('more budgets than an environment holds are refused', () => {
  const many = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, i) => [
      `tenant-${i * 7919}`,
      { tenant: { month: 1_000 + i * 104_729, alertAt: [1], whenReached: { block: 1 } } },
    ]),
  );
  expect(() => guarded({ budgets: many })).toThrow(/budgets of 3000 tenants take \d+ bytes/);
});
