import { Stack } from 'aws-cdk-lib';
import { CfnRuleGroupsNamespace, CfnWorkspace } from 'aws-cdk-lib/aws-aps';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IConstruct } from 'constructs';
import { managedAlertManager } from '../../services/observability/alerting/managed-alert-manager.ts';
import { ruleGroups } from '../../services/observability/rules/groups.ts';
import { ruleFile } from '../../services/observability/rules/prometheus.ts';
import { encryptedLogGroup } from '../internal/encrypted-log-group.ts';
import { failOn } from '../internal/fail-on.ts';
import type { IAlertTopics } from './alert-topics.ts';
import { definitionProblems } from './workspace-limits.ts';

/** Where metrics are kept and asked for. */
export interface IMetricsWorkspace extends IConstruct {
  /** `arn:aws:aps:<region>:<account>:workspace/<id>` */
  readonly workspaceArn: string;
}

/** What it keeps, and which rules it has. */
export interface MetricsWorkspaceOptions {
  /** Days that samples are kept, 1 to 1095. @default 150 */
  readonly retentionDays?: number;
  /** Whether routers run in a cluster that is scraped, so that their rules have data. @default false: alarms of CloudWatch watch functions */
  readonly routersInCluster?: boolean;
  /** What stands before `<alert>.md` in links. @default - their place in this repository */
  readonly runbooks?: string;
}

export interface MetricsWorkspaceProps extends MetricsWorkspaceOptions {
  /** Name by which people find it. */
  readonly alias: string;
  /** Who is told of alerts. */
  readonly topics: IAlertTopics;
  /** Encrypts samples. @default - a rotating key of the workspace's own */
  readonly encryptionKey?: IKey;
  /** Encrypts the log of rules and alerts; its policy must admit CloudWatch Logs. @default - a key of the workspace's own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}

class ImportedMetricsWorkspace extends Construct implements IMetricsWorkspace {
  readonly workspaceArn: string;

  constructor(scope: Construct, id: string, workspaceArn: string) {
    super(scope, id);
    failOn(this, WORKSPACE_ARN.test(workspaceArn) ? [] : [noWorkspace(workspaceArn)]);
    this.workspaceArn = workspaceArn;
  }
}

const WORKSPACE_ARN = /^arn:aws[\w-]*:aps:[a-z0-9-]+:\d{12}:workspace\/ws-[\w-]+$/;
const noWorkspace = (arn: string): string =>
  `${JSON.stringify(arn)} is no workspace; give arn:aws:aps:<region>:<account>:workspace/ws-<id>`;

/** A workspace of Amazon Managed Service for Prometheus with the rules of the platform, which tells two topics of alerts. */
export class MetricsWorkspace extends Construct implements IMetricsWorkspace {
  /** One that exists. Its rules and its alert manager are its owner's. */
  static fromWorkspaceArn(scope: Construct, id: string, workspaceArn: string): IMetricsWorkspace {
    return new ImportedMetricsWorkspace(scope, id, workspaceArn);
  }

  readonly workspaceArn: string;
  /** For queries and remote write. */
  readonly prometheusEndpoint: string;

  constructor(scope: Construct, id: string, props: MetricsWorkspaceProps) {
    super(scope, id);
    const { alias, retentionDays = 150, runbooks, routersInCluster = false } = props;
    const groups = ruleGroups({ routersInCluster });
    const rules = groups.map((group) => ({
      name: group.name,
      data: ruleFile(group, runbooks === undefined ? {} : { runbooks }),
    }));
    failOn(this, [
      ...(Number.isInteger(retentionDays) && retentionDays >= 1 && retentionDays <= 1095
        ? []
        : [`retentionDays is ${retentionDays}; use a whole number from 1 to 1095`]),
      ...definitionProblems(
        rules,
        groups.reduce((sum, { records, alerts }) => sum + records.length + alerts.length, 0),
      ),
    ]);
    const key =
      props.encryptionKey ?? new Key(this, 'Key', { description: `Metrics at ${this.node.path}`, enableKeyRotation: true });
    const logs = encryptedLogGroup(this, 'Logs', {
      // The service writes to groups of this prefix alone.
      logGroupName: `/aws/vendedlogs/prometheus/${alias}`,
      encryptionKey: props.logsKey,
      retention: props.logRetention,
    });
    const workspace = new CfnWorkspace(this, 'Resource', {
      alias,
      kmsKeyArn: key.keyArn,
      alertManagerDefinition: managedAlertManager({
        critical: props.topics.critical.topicArn,
        warning: props.topics.warning.topicArn,
        region: Stack.of(this).region,
      }),
      loggingConfiguration: { logGroupArn: logs.logGroupArn },
      workspaceConfiguration: { retentionPeriodInDays: retentionDays },
    });
    for (const { name, data } of rules) {
      new CfnRuleGroupsNamespace(this, `Rules-${name}`, { workspace: workspace.attrArn, name, data });
    }
    this.workspaceArn = workspace.attrArn;
    this.prometheusEndpoint = workspace.attrPrometheusEndpoint;
  }
}
