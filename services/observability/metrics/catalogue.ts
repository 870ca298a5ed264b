import { GATEWAY } from './gateway.ts';
import { DCGM } from './gpu.ts';
import { KUBE_STATE_METRICS, PROMETHEUS } from './kubernetes.ts';
import type { Metric, MetricSource } from './metric.ts';
import { QDRANT, REDIS_EXPORTER } from './state.ts';
import { TRITON, TRITON_VLLM } from './triton.ts';
import { VLLM } from './vllm.ts';

/** Everything that rules and dashboards may ask for. */
export const METRIC_SOURCES: readonly MetricSource[] = [
  GATEWAY,
  TRITON,
  TRITON_VLLM,
  VLLM,
  DCGM,
  KUBE_STATE_METRICS,
  REDIS_EXPORTER,
  QDRANT,
  PROMETHEUS,
];

/** Names of a metric's series. */
const seriesNames = ({ name, type }: Metric): readonly string[] =>
  type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];

/** By the name of a series. */
export const SERIES: ReadonlyMap<string, Metric> = new Map(
  METRIC_SOURCES.flatMap(({ metrics }) =>
    metrics.flatMap((metric) => seriesNames(metric).map((name) => [name, metric] as const)),
  ),
);
