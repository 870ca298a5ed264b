import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { IGpuCluster } from '../gpu-cluster/gpu-cluster-base.ts';
import { failOn } from '../internal/fail-on.ts';
import { AlertTopics, type IAlertTopics, type OnCallTargets } from './alert-topics.ts';
import type { Watched } from './alerts/watched.ts';
import { ClusterScraper } from './cluster-scraper.ts';
import { type IMetricsWorkspace, MetricsWorkspace, type MetricsWorkspaceOptions } from './metrics-workspace.ts';
import { PlatformAlarms } from './platform-alarms.ts';
import { PlatformDashboard } from './platform-dashboard.ts';

export interface ObservabilityProps {
  /** Begins names that are unique in the account: one for each region, e.g. `acme-llm-eu-west-1`. */
  readonly name: string;
  /** Begins the names of the topics, unique in account and region. @default - `name` */
  readonly topicName?: string;
  /** What has alarms and graphs in CloudWatch. @default - nothing */
  readonly watched?: Watched;
  /** Told by the topics made here. @default - whoever subscribes to the topics */
  readonly onCall?: OnCallTargets;
  /** Topics that exist; their subscribers are their owner's. @default - two of our own, where something tells them: alarms, or rules of a workspace made here */
  readonly topics?: IAlertTopics;
  /** Whose pods are scraped. @default - none are, and there is no workspace unless `metrics` is given */
  readonly cluster?: IGpuCluster;
  /** Where metrics of the cluster are kept. @default - in a workspace with the platform's rules, made where there is a cluster */
  readonly metrics?: IMetricsWorkspace;
  /** Of the workspace made here. @default - 150 days, rules for all but routers */
  readonly metricsOptions?: MetricsWorkspaceOptions;
  /** Encrypts logs; its policy must admit CloudWatch Logs. @default - a key of its own */
  readonly logsKey?: IKey;
  /** @default RetentionDays.ONE_YEAR */
  readonly logRetention?: RetentionDays;
}

/** What watches a platform in one region, and whom it tells: alarms, a dashboard, metrics of the cluster with rules, and two topics. */
export class Observability extends Construct {
  /** @default - none: nothing tells them */
  readonly topics?: IAlertTopics;
  /** @default - none: nothing is watched in CloudWatch */
  readonly alarms?: PlatformAlarms;
  /** @default - none: there is no cluster */
  readonly metrics?: IMetricsWorkspace;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { name, watched, cluster } = props;
    failOn(
      this,
      props.topics && props.onCall ? ['onCall is beside topics that exist; subscribe people to these, or leave topics out'] : [],
    );
    const makesWorkspace = cluster !== undefined && props.metrics === undefined;
    if (watched || makesWorkspace) {
      this.topics = props.topics ?? new AlertTopics(this, 'Topics', { ...props.onCall, name: props.topicName ?? name });
    }
    if (watched && this.topics) {
      this.alarms = new PlatformAlarms(this, 'Alarms', { watched, topics: this.topics });
      new PlatformDashboard(this, 'Dashboard', { dashboardName: name, alarms: this.alarms });
    }
    if (props.metrics) this.metrics = props.metrics;
    else if (makesWorkspace && this.topics) this.metrics = this.workspace(props, this.topics);
    if (cluster && this.metrics) new ClusterScraper(this, 'Scraper', { cluster, workspace: this.metrics });
  }

  private workspace(
    { name, metricsOptions, logsKey, logRetention }: ObservabilityProps,
    topics: IAlertTopics,
  ): IMetricsWorkspace {
    return new MetricsWorkspace(this, 'Metrics', {
      ...metricsOptions,
      ...{ alias: name, topics },
      ...(logsKey && { logsKey }),
      ...(logRetention !== undefined && { logRetention }),
    });
  }
}
