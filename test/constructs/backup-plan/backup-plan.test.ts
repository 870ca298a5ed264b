import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BackupPlan } from '../../../constructs/backup-plan/backup-plan.ts';
import { UsageLedger } from '../../../constructs/usage-ledger/usage-ledger.ts';
import { nagFindings, unretained, wildcardPolicies } from '../../support/findings.ts';
import { templateOf, testStack } from '../../support/synth.ts';

const stack = testStack();
const plan = new BackupPlan(stack, 'Backups', { weeklyRetention: Duration.days(365) });
const ledger = new UsageLedger(stack, 'Usage');
plan.protect(stack, 'Tables', { tables: [ledger.table, TableV2.fromTableName(stack, 'ApiKeys', 'acme-api-keys')] });
const template = templateOf(stack);

const actionsOf = (made: ReturnType<typeof templateOf>, role: string): string[] =>
  Object.values(made.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.PolicyName.startsWith(role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as { Action: string | string[] }[])
    .flatMap(({ Action }) => Action)
    .sort();

test('a vault is locked in governance mode, under a key, and stays', () => {
  template.hasResource('AWS::Backup::BackupVault', {
    DeletionPolicy: 'Retain',
    Properties: {
      EncryptionKeyArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BackupsKey'), 'Arn'] },
      LockConfiguration: { MinRetentionDays: 7, ChangeableForDays: Match.absent() },
    },
  });
  expect(unretained(template)).toEqual([]);
});

test('it is filled every day and every week', () => {
  template.hasResourceProperties('AWS::Backup::BackupPlan', {
    BackupPlan: {
      BackupPlanRule: [
        Match.objectLike({ RuleName: 'Daily', Lifecycle: { DeleteAfterDays: 35 } }),
        Match.objectLike({ RuleName: 'Weekly', Lifecycle: { DeleteAfterDays: 365 }, ScheduleExpression: 'cron(0 4 ? * SUN *)' }),
      ],
    },
  });
});

test('what is backed up is named one by one, not found by tags', () => {
  const [selection] = Object.values(template.findResources('AWS::Backup::BackupSelection'));
  const { Resources, ListOfTags, Conditions } = selection?.Properties.BackupSelection ?? {};
  expect(JSON.stringify(Resources)).toContain('table/acme-api-keys');
  expect([Resources.length, ListOfTags, Conditions]).toEqual([2, undefined, undefined]);
});

test('its role can start backups of these, and neither read rows nor delete or restore anything', () => {
  expect(actionsOf(template, 'TablesRole')).toEqual([
    'backup:DescribeBackupVault',
    'dynamodb:DescribeTable',
    'dynamodb:ListTagsOfResource',
    'dynamodb:StartAwsBackupJob',
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKey',
  ]);
  template.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  expect(wildcardPolicies(template)).toEqual([]);
  expect(nagFindings(stack)).toEqual([]);
});

test('a cluster’s role may delete snapshots that AWS Backup made, and no others', () => {
  const other = testStack();
  const cluster = { clusterArn: 'arn:aws:rds:us-east-1:111122223333:cluster:acme-vectors', encryptionKey: new Key(other, 'Key') };
  new BackupPlan(other, 'Backups').protect(other, 'Vectors', { clusters: [cluster] });
  const policies = Object.values(templateOf(other).findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const deleting = statements.filter(({ Action }) => JSON.stringify(Action).includes('Delete'));
  expect(deleting.map(({ Action }) => Action)).toEqual(['rds:DeleteDBClusterSnapshot']);
  expect(JSON.stringify(deleting[0].Resource)).toContain(':cluster-snapshot:awsbackup:*');
  expect(actionsOf(templateOf(other), 'VectorsRole').filter((action) => /dynamodb|Restore/.test(action))).toEqual([]);
});

test('an alarm says when a backup was not made, for whatever reason', () => {
  interface Query {
    readonly MetricStat?: { readonly Metric: { readonly MetricName: string } };
  }
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const queries = alarms.flatMap(({ Properties }): Query[] => Properties.Metrics);
  expect(queries.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []).sort()).toEqual([
    'NumberOfBackupJobsAborted',
    'NumberOfBackupJobsExpired',
    'NumberOfBackupJobsFailed',
  ]);
});

test('to protect nothing is refused: it would look like a backup', () => {
  expect(() => new BackupPlan(testStack(), 'Backups').protect(testStack(), 'Nothing', {})).toThrow(
    'protect names neither tables nor clusters; name what to back up',
  );
});

test('a rule that the lock would refuse is refused here', () => {
  const other = testStack();
  expect(() => new BackupPlan(other, 'Short', { dailyRetention: Duration.days(3) })).toThrow(
    /dailyRetention is 3 days, less than the 7 days for which the vault is locked/,
  );
  expect(() => new BackupPlan(other, 'Zero', { minimumRetention: Duration.days(0) })).toThrow(/lock backups for a day or more/);
});
