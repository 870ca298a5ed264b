/** Prometheus and Grafana in a region's cluster, and an Alertmanager where somebody is told. Plain frozen data. */
export interface InCluster {
  readonly region: string;
  /** Name of the platform; the value of `app.kubernetes.io/instance`, and of the label `cluster` of all series. */
  readonly platform: string;
  /** Of all three alone. `Serving.monitoring.namespace` has the same value. */
  readonly namespace: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** Days that samples are kept, where the disk holds so many. */
  readonly retentionDays: number;
  /** Disk of Prometheus. */
  readonly storageGib: number;
  /** Whether routers run in the cluster, so that the rules about them have data. */
  readonly routersInCluster: boolean;
  /** Name in the certificate of the Qdrant that the region runs on its cluster. @default - it runs none */
  readonly qdrantHost?: string;
  /** What stands before `<alert>.md` in links. @default - their place in the project's repository */
  readonly runbooks?: string;
  /** Who is told. @default - nobody, and there is no Alertmanager */
  readonly alerts?: ClusterAlerts;
}

/** Who is told of alerts; their secrets are files of the Secret `RECEIVERS_SECRET`. */
export interface ClusterAlerts {
  /** A service that wakes people, of what is critical. @default - `others` are told of it too */
  readonly pager?: 'pagerduty';
  readonly others: ChatChannel | Webhook;
}

/** A chat with incoming webhooks as Slack has them. */
export interface ChatChannel {
  readonly kind: 'chat';
  readonly channel: string;
}

/** Anything that takes Alertmanager's JSON with a bearer token. */
export interface Webhook {
  readonly kind: 'webhook';
  readonly url: string;
}

/** Holds `pager-routing-key`, `chat-url` and `webhook-token`, as far as they are used. Whoever operates the cluster makes it; it stands in no file. */
export const RECEIVERS_SECRET = 'alertmanager-receivers';

/** Holds `admin-password`, of Grafana. Made as the other. */
export const GRAFANA_SECRET = 'grafana-admin';
