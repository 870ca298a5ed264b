/** The OpenTelemetry collector of a cluster. Plain frozen data. */
export interface TraceCollector {
  readonly region: string;
  /** Name of the platform; the value of `app.kubernetes.io/instance`. */
  readonly platform: string;
  /** Minor version of the cluster, e.g. `1.35`. */
  readonly kubernetesVersion: string;
  /** AWS's distribution, or another one with `awsxray` and `tail_sampling`, by digest: `<repository>@sha256:<64 digits>`. */
  readonly image: string;
  readonly sampling: TraceSampling;
  /** Namespace of routers that run in the cluster. */
  readonly routerNamespace: string;
  /** IPv4 ranges from which other routers send. */
  readonly senders: readonly string[];
}

/** Which traces are kept. Those that failed all are. */
export interface TraceSampling {
  /** Of ordinary traces, in percent. */
  readonly percent: number;
  /** From which duration on a trace is kept whatever the percentage. */
  readonly slowSeconds: number;
}

/** Of the collector alone. */
export const NAMESPACE = 'tracing';

/** To which a Pod Identity association gives the right to write traces. */
export const SERVICE_ACCOUNT = 'otel-collector';

/** OTLP over HTTP, which routers speak. */
export const OTLP_PORT = 4318;

export const HEALTH_PORT = 13_133;
