import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';

/** Which of a cache's metrics are meant. */
export interface CacheNames {
  readonly cacheName: string;
  /** Nodes of the replication group. @default - serverless */
  readonly nodes?: number;
}

export type CacheMetric = Metric | MathExpression;

/** A metric of the namespace `AWS/ElastiCache` over all nodes of a cache: the worst of them, or their sum. */
export function cacheMetric(
  { cacheName, nodes }: CacheNames,
  metricName: string,
  over: 'MAX' | 'SUM',
  options?: MetricOptions,
): CacheMetric {
  const statistic = over === 'MAX' ? 'Maximum' : 'Sum';
  const base = { namespace: 'AWS/ElastiCache', metricName, statistic, ...options };
  if (nodes === undefined) return new Metric({ ...base, dimensionsMap: { clusterId: cacheName } });
  const usingMetrics = Object.fromEntries(
    Array.from({ length: nodes }, (_, i) => {
      const CacheClusterId = `${cacheName}-${String(i + 1).padStart(3, '0')}`;
      return [`node${i + 1}`, new Metric({ ...base, dimensionsMap: { CacheClusterId } })];
    }),
  );
  const expression = `${over}([${Object.keys(usingMetrics).join(', ')}])`;
  const { label = metricName, period, color } = options ?? {};
  return new MathExpression({ expression, usingMetrics, label, ...(period && { period }), ...(color && { color }) });
}
