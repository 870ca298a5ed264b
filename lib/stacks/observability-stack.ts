import { CfnOutput, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Operation } from 'aws-cdk-lib/aws-dynamodb';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { IGpuCluster } from '../../constructs/gpu-cluster/gpu-cluster-base.ts';
import type { Moderation } from '../../constructs/moderation/moderation.ts';
import type { OnCallTargets } from '../../constructs/observability/alert-topics.ts';
import type { Watched } from '../../constructs/observability/alerts/watched.ts';
import { DashboardsWorkspace } from '../../constructs/observability/dashboards-workspace.ts';
import { GrafanaSignIn } from '../../constructs/observability/grafana-sign-in.ts';
import { LogSearch } from '../../constructs/observability/log-search.ts';
import { MetricsWorkspace } from '../../constructs/observability/metrics-workspace.ts';
import { Observability } from '../../constructs/observability/observability.ts';
import { DataClass } from '../../constructs/platform-keys/platform-keys.ts';
import type { IPlatformNetwork } from '../../constructs/platform-network/platform-network.ts';
import { ResponseCache } from '../../constructs/response-cache/response-cache.ts';
import { NAMESPACE, SERVICE_ACCOUNT } from '../../services/observability/collector/trace-collector.ts';
import type { DashboardsConfig, MetricsConfig, OnCallConfig } from '../config/observability-config.ts';
import type { PlatformConfig } from '../config/platform-config.ts';
import { globalNames } from '../global-names.ts';
import type { ApiStack } from './api-stack.ts';
import { broughtNetwork } from './brought-network.ts';
import type { DataStack } from './data-stack.ts';
import { PlatformStack, type PlatformStackProps } from './platform-stack.ts';
import type { StateStack } from './state-stack.ts';
import { tellOperators } from './tell-operators.ts';

export interface ObservabilityStackProps extends PlatformStackProps {
  readonly data: DataStack;
  readonly api: ApiStack;
  /** @default - nothing waits for people */
  readonly moderation?: Moderation | undefined;
  /** @default - none of our own */
  readonly state?: StateStack | undefined;
  /** Every other stack of the region: what their constructs have alarms for themselves is told too. */
  readonly earlier: readonly Stack[];
  /** @default - the region has no GPUs */
  readonly cluster?: IGpuCluster | undefined;
  /** The network made for this region. @default - the one that the configuration brings, if any */
  readonly network?: IPlatformNetwork | undefined;
}

/** What watches one region. It comes last, and nothing waits for it. */
export class ObservabilityStack extends PlatformStack {
  readonly observability: Observability;

  constructor(scope: Construct, props: ObservabilityStackProps) {
    super(scope, 'observability', props);
    const { config, region, cluster } = props;
    const { alarms, metrics, traces, dashboards, onCall, runbooks } = config.observability;
    const existing = metrics?.workspaces[region];
    const logSearch = this.defineLogSearch(props);
    this.observability = new Observability(this, 'Observability', {
      name: `${config.name}-${region}`,
      topicName: config.name,
      onCall: targets(onCall),
      ...(alarms && { watched: { ...watched(props), ...(logSearch && { logSearch }) } }),
      ...(metrics &&
        cluster && {
          cluster,
          metricsOptions: {
            retentionDays: metrics.retentionDays,
            routersInCluster: config.regions[region]?.serving?.routers.inCluster ?? false,
            ...(runbooks !== undefined && { runbooks }),
          },
          ...(existing !== undefined && { metrics: MetricsWorkspace.fromWorkspaceArn(this, 'Workspace', existing) }),
        }),
      logsKey: props.data.keys.keyFor(DataClass.LOGS),
      logRetention: config.logs.retentionDays,
    });
    if (alarms) tellOperators(config.name, props.earlier, props.state);
    if (traces?.collector && cluster) this.letCollectorWrite(cluster);
    if (dashboards && region === config.primaryRegion) this.defineDashboards(dashboards, config.name, metrics);
  }

  private defineLogSearch(props: ObservabilityStackProps): LogSearch | undefined {
    const { config, region, data, api, moderation } = props;
    const { logSearch } = config.observability;
    if (logSearch === undefined) return undefined;
    const network = props.network ?? broughtNetwork(this, props);
    if (network === undefined) throw new Error(`observability.logSearch needs a network in ${region}`);
    const search = new LogSearch(this, 'LogSearch', {
      ...{ ...logSearch, name: `${config.name}-logs`, network },
      sources: {
        ...{ router: api.router.logGroup, authorizer: api.authorizer.logGroup, 'usage-writer': api.usageQueue.logGroup },
        ...{ api: api.api.accessLogs, firewall: api.webAcl.logGroup },
        ...(api.budgets && { 'budget-alert': api.budgets.logGroup }),
        ...(moderation && { review: moderation.logGroup }),
      },
      encryptionKey: data.keys.keyFor(DataClass.LOGS),
      removalPolicy: config.data.removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      ...{ logsKey: data.keys.keyFor(DataClass.LOGS), logRetention: config.logs.retentionDays },
    });
    new CfnOutput(this, 'LogDashboards', { value: search.dashboardsEndpoint, description: 'OpenSearch Dashboards for logs' });
    return search;
  }

  private letCollectorWrite(cluster: IGpuCluster): void {
    new Policy(this, 'Traces', {
      roles: [cluster.addPodIdentity(NAMESPACE, SERVICE_ACCOUNT)],
      statements: [new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] })],
    });
  }

  private defineDashboards({ saml, reachableFrom }: DashboardsConfig, workspaceName: string, metrics?: MetricsConfig): void {
    const existing = Object.values(metrics?.workspaces ?? {});
    const { endpoint } = new DashboardsWorkspace(this, 'Dashboards', {
      workspaceName,
      metricsWorkspaceArns: existing,
      // Those of the other regions are made later, and have ids that nobody knows yet. Every resource of the platform has this tag.
      ...(metrics && { metricsWorkspaceTag: { key: 'platform', value: workspaceName } }),
      ...(saml && {
        signIn: GrafanaSignIn.saml({ ...saml, adminValues: saml.admins, editorValues: saml.editors }),
      }),
      ...(reachableFrom && {
        reachableFrom: { prefixListIds: reachableFrom.prefixLists, vpcEndpointIds: reachableFrom.vpcEndpoints },
      }),
    });
    new CfnOutput(this, 'Grafana', { value: `https://${endpoint}`, description: 'Dashboards' });
  }
}

/** Whether anything is to watch a region. */
export function isWatched({ observability, regions, primaryRegion }: PlatformConfig, region: string): boolean {
  const { alarms, metrics, dashboards, traces, logSearch } = observability;
  const ofClusters = metrics !== undefined || traces?.collector !== undefined;
  return (
    alarms ||
    logSearch !== undefined ||
    (ofClusters && regions[region]?.gpus !== undefined) ||
    (dashboards !== undefined && region === primaryRegion)
  );
}

const targets = ({ emails, slack, pager }: OnCallConfig): OnCallTargets => ({
  emails,
  ...(slack && { slack }),
  ...(pager && { pagerSecretName: pager.secret }),
});

const { GET_ITEM, PUT_ITEM, QUERY, UPDATE_ITEM, DELETE_ITEM, TRANSACT_WRITE_ITEMS } = Operation;

function watched({ config, region, api, data, moderation, state }: ObservabilityStackProps): Watched {
  const ofNodes = config.regions[region]?.redis?.kind === 'nodes';
  const replicated = (id: string, cache: unknown) => (ofNodes && cache instanceof ResponseCache ? { [id]: cache } : {});
  return {
    ...{ api: api.api, router: api.router, webAcl: api.webAcl, usageQueue: api.usageQueue },
    ...(api.budgets && { budgets: api.budgets }),
    requestFunctions: { Authorizer: api.authorizer.function },
    workers: moderation ? { Review: moderation.function } : {},
    tables: {
      ApiKeys: { tableName: globalNames(config).apiKeyTable, operations: [GET_ITEM] },
      Ledger: { tableName: data.ledger.table.tableName, operations: [PUT_ITEM, QUERY] },
      Sessions: { tableName: data.sessions.table.tableName, operations: [PUT_ITEM, QUERY] },
      ...(api.budgets && {
        Budgets: {
          tableName: api.budgets.table.tableName,
          operations: [QUERY, GET_ITEM, PUT_ITEM, UPDATE_ITEM, DELETE_ITEM, TRANSACT_WRITE_ITEMS],
        },
      }),
      ...(moderation && {
        Cases: { tableName: moderation.cases.tableName, operations: [QUERY, GET_ITEM, PUT_ITEM, TRANSACT_WRITE_ITEMS] },
      }),
    },
    replicatedCaches: { ...replicated('Counters', state?.counters), ...replicated('Answers', state?.answers) },
  };
}
