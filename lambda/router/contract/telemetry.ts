/** Where the router tells others in its process of its work, by `node:diagnostics_channel`. The local platform listens. */
export const TelemetryChannel = {
  /** Of every request whose operation is known, as it begins: a `Begun`. */
  STARTED: 'llm-platform.started',
  /** Of every request that is over: an `Observation`. */
  REQUEST: 'llm-platform.request',
  /** Who wants to know how upstreams are publishes an `UpstreamQuestion`; it is answered at once. */
  UPSTREAMS: 'llm-platform.upstreams',
} as const;

/** Tenants with series of their own in Prometheus' metrics; further ones share one label, so that nobody's names can fill the memory. */
export const TENANTS_WITH_SERIES = 1_000;

/** A namespace of metrics in CloudWatch; those that begin with `AWS/` are Amazon's. */
export const METRIC_NAMESPACE = /^(?!AWS\/)[\w./#-][\w./#:-]{0,254}$/;
