import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BackupPlan as AwsBackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupSelection,
  BackupVault,
} from 'aws-cdk-lib/aws-backup';
import { type Alarm, MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { alarmOn } from '../internal/alarm.ts';
import { failOn } from '../internal/fail-on.ts';
import type { BackupPlanProps, Protected } from './backup-plan-props.ts';
import { backupStatements } from './backup-statements.ts';

const DAILY = Duration.days(35);
const WEEKLY = Duration.days(90);
const LEAST = Duration.days(7);

/**
 * Backups that somebody with rights over the data has no rights over: a locked vault under a key, filled every day and every week. Nothing is
 * selected by tags; `protect` names what is.
 */
export class BackupPlan extends Construct {
  readonly vault: BackupVault;
  readonly plan: AwsBackupPlan;
  /** On when a backup was not made: it failed, expired or was ended. It has no action: add yours. */
  readonly alarm: Alarm;
  readonly encryptionKey: IKey;

  constructor(scope: Construct, id: string, props: BackupPlanProps = {}) {
    super(scope, id);
    const { dailyRetention = DAILY, weeklyRetention = WEEKLY, minimumRetention = LEAST } = props;
    failOn(this, problems(dailyRetention, weeklyRetention, minimumRetention));
    this.encryptionKey =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Backups of ${this.node.path}`, enableKeyRotation: true });
    this.vault = new BackupVault(this, 'Vault', {
      ...(props.vaultName !== undefined && { backupVaultName: props.vaultName }),
      encryptionKey: this.encryptionKey,
      // Governance: without a date on which it could never be undone again.
      lockConfiguration: { minRetention: minimumRetention },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    const window = { startWindow: Duration.hours(1), completionWindow: Duration.hours(8) };
    this.plan = new AwsBackupPlan(this, 'Plan', {
      backupVault: this.vault,
      backupPlanRules: [
        new BackupPlanRule({
          ...{ ruleName: 'Daily', ...window, deleteAfter: dailyRetention },
          scheduleExpression: Schedule.cron({ hour: '3', minute: '0' }),
        }),
        new BackupPlanRule({
          ...{ ruleName: 'Weekly', ...window, deleteAfter: weeklyRetention },
          scheduleExpression: Schedule.cron({ hour: '4', minute: '0', weekDay: 'SUN' }),
        }),
      ],
    });
    this.alarm = alarmOn(this, 'BackupFailed', {
      // A job that AWS could not begin in its window has not failed, it has expired.
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + FILL(expired, 0) + FILL(aborted, 0)',
        label: 'Backups that were not made',
        usingMetrics: {
          failed: this.metricFailedJobs(),
          expired: this.metric('NumberOfBackupJobsExpired'),
          aborted: this.metric('NumberOfBackupJobsAborted'),
        },
      }),
      alarmDescription:
        'A backup failed, was ended or could not begin: see its message in AWS Backup, jobs; until it is mended yesterday’s is the newest',
    });
  }

  /**
   * Backs up tables and clusters, with a role that can do so to these and no others.
   *
   * @param scope to which selection and role belong; of the same region, and free to wait for the plan's stack
   */
  protect(scope: Construct, id: string, what: Protected): void {
    failOn(this, isNothing(what) ? ['protect names neither tables nor clusters; name what to back up'] : []);
    const selection = new Construct(scope, id);
    const role = new Role(selection, 'Role', { assumedBy: new ServicePrincipal('backup.amazonaws.com') });
    for (const statement of backupStatements(selection, this, what)) role.addToPolicy(statement);
    const { tables = [], clusters = [] } = what;
    new BackupSelection(selection, 'Selection', {
      backupPlan: this.plan,
      resources: [
        ...tables.map(({ tableArn }) => BackupResource.fromArn(tableArn)),
        ...clusters.map(({ clusterArn }) => BackupResource.fromArn(clusterArn)),
      ],
      role,
      // The managed one may read and snapshot everything in the account.
      disableDefaultBackupPolicy: true,
    }).node.addDependency(role);
  }

  /** Backup jobs that failed, into this vault: `NumberOfBackupJobsFailed`. */
  metricFailedJobs(options?: MetricOptions): Metric {
    return this.metric('NumberOfBackupJobsFailed', options);
  }

  /** Backup jobs that were done: `NumberOfBackupJobsCompleted`. */
  metricCompletedJobs(options?: MetricOptions): Metric {
    return this.metric('NumberOfBackupJobsCompleted', options);
  }

  private metric(metricName: string, options?: MetricOptions): Metric {
    const dimensionsMap = { BackupVaultName: this.vault.backupVaultName };
    return new Metric({ namespace: 'AWS/Backup', metricName, dimensionsMap, statistic: 'Sum', ...options });
  }
}

const isNothing = ({ tables = [], clusters = [] }: Protected): boolean => tables.length + clusters.length === 0;

function problems(daily: Duration, weekly: Duration, least: Duration): string[] {
  const found: string[] = [];
  if (least.toDays() < 1) found.push(`minimumRetention is ${least.toHumanString()}; lock backups for a day or more`);
  for (const [name, retention] of Object.entries({ dailyRetention: daily, weeklyRetention: weekly })) {
    if (retention.toDays() < least.toDays()) {
      found.push(
        `${name} is ${retention.toHumanString()}, less than the ${least.toHumanString()} for which the vault is locked, so that each backup would fail; make it longer`,
      );
    }
  }
  return found;
}
