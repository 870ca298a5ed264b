/** A metric as Prometheus stores it. A histogram's series have the suffixes `_bucket`, `_sum` and `_count`. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Of the component itself; what scraping adds is in `TARGET_LABELS`. */
  readonly labels: readonly string[];
  readonly unit: Unit;
  readonly meaning: string;
  /** Releases of the source that have it, where not all do, e.g. `>= 0.11`. @default - all that are in use */
  readonly versions?: string;
}

export type Unit =
  | 'bytes'
  | 'celsius'
  | 'dollars'
  | 'mebibytes'
  | 'microseconds'
  | 'milliseconds'
  | 'nanoseconds'
  | 'none'
  | 'percent'
  | 'ratio'
  | 'seconds'
  | 'tokens'
  | 'watts';

export type Component = 'gateway' | 'triton' | 'vllm' | 'gpu' | 'kubernetes' | 'redis' | 'vector-store' | 'monitoring';

/** What exposes metrics, and the releases whose names these are. */
export interface MetricSource {
  readonly component: Component;
  /** E.g. `redis_exporter`. */
  readonly exposedBy: string;
  /** Releases that were looked at. */
  readonly release: string;
  /** How the names are known. */
  readonly evidence: 'running' | 'recorded' | 'source' | 'documentation';
  readonly metrics: readonly Metric[];
}

/** Labels that Prometheus or its operator adds to whatever is scraped. */
export const TARGET_LABELS: readonly string[] = ['job', 'instance', 'namespace', 'pod', 'container', 'endpoint', 'service'];

type Make = (name: string, labels: readonly string[], unit: Unit, meaning: string, versions?: string) => Metric;

const maker =
  (type: Metric['type']): Make =>
  (name, labels, unit, meaning, versions) => ({ name, type, labels, unit, meaning, ...(versions !== undefined && { versions }) });

export const counter = maker('counter');
export const gauge = maker('gauge');
export const histogram = maker('histogram');
