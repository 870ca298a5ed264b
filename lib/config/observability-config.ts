import type { SecretReference } from '../../lambda/router/contract/targets.ts';
import type { TraceSampling } from '../../services/observability/collector/trace-collector.ts';
import type { ClusterAlerts } from '../../services/observability/in-cluster/in-cluster.ts';

/** What watches the platform, and whom it tells. The same in all regions. */
export interface ObservabilityConfig {
  /** Alarms and a dashboard of CloudWatch for what lives outside clusters. @default true */
  readonly alarms: boolean;
  readonly onCall: OnCallConfig;
  /** What stands before `<alert>.md` in links. @default - their place in this repository */
  readonly runbooks?: string;
  /** Of clusters, in Amazon Managed Service for Prometheus. @default - none: whatever the clusters have themselves */
  readonly metrics?: MetricsConfig;
  /** Prometheus, Grafana and Alertmanager in each cluster. @default - none */
  readonly inCluster?: InClusterConfig;
  /** Of a Prometheus that each cluster has already: `http://<service>.<namespace>.svc:<port>`. @default - none, or that of `inCluster` */
  readonly prometheusUrl?: string;
  /** In Amazon Managed Grafana, in the primary region. @default - none */
  readonly dashboards?: DashboardsConfig;
  /** @default - X-Ray's of the functions alone */
  readonly traces?: TracesConfig;
  /** Log lines in OpenSearch, in each region. @default - in CloudWatch alone */
  readonly logSearch?: LogSearchConfig;
}

export interface OnCallConfig {
  /** Each confirms its subscription once. */
  readonly emails: readonly string[];
  /** @default - none */
  readonly slack?: { readonly workspaceId: string; readonly channelId: string };
  /** The HTTPS URL of a pager; of what is critical alone. @default - none */
  readonly pager?: SecretReference;
}

export interface MetricsConfig {
  /** Days that samples are kept. */
  readonly retentionDays: number;
  /** ARNs of workspaces that exist, by region. */
  readonly workspaces: Readonly<Record<string, string>>;
}

export interface InClusterConfig {
  /** Days that samples are kept. */
  readonly retentionDays: number;
  /** Disk of Prometheus. */
  readonly storageGib: number;
  /** Who is told. @default - nobody */
  readonly alerts?: ClusterAlerts;
}

export interface DashboardsConfig {
  /** @default - by IAM Identity Center */
  readonly saml?: {
    readonly metadataUrl: string;
    readonly roleAttribute: string;
    readonly admins: readonly string[];
    readonly editors: readonly string[];
  };
  /** @default - from anywhere, by their sign-in */
  readonly reachableFrom?: { readonly prefixLists: readonly string[]; readonly vpcEndpoints: readonly string[] };
}

export interface LogSearchConfig {
  /** ARNs of the roles that may read every line. */
  readonly readers: readonly string[];
  /** IPv4 blocks from which they come. */
  readonly readersFrom: readonly string[];
  /** Days for which lines are found. */
  readonly retentionDays: number;
}

export interface TracesConfig {
  /** Base URL to which router functions send theirs, by OTLP over HTTPS. @default - they have X-Ray's alone */
  readonly endpoint?: string;
  /** Share of the traces that begin at router functions which are sent there, above 0 to 100. @default - 100 */
  readonly sampledPercent?: number;
  /** In each cluster that serves models. @default - none */
  readonly collector?: {
    /** By digest: `<repository>@sha256:<64 digits>`. */
    readonly image: string;
    readonly sampling: TraceSampling;
  };
}
