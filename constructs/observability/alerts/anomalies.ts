import { Duration } from 'aws-cdk-lib';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { InferenceApi } from '../../inference-api/inference-api.ts';
import type { RouterFunction } from '../../router-function/router-function.ts';

/** A metric that leaves the band which CloudWatch learnt from two weeks of it. */
export interface Anomaly {
  readonly id: string;
  readonly metric: Metric;
  /** Half the width of the band, in standard deviations. */
  readonly deviations: number;
  /** So many periods one after the other. */
  readonly periods: number;
  readonly description: string;
}

/** Above what is usual for the hour and the day of the week. Below is no alarm: nights are quiet. */
export const anomalies = (api: InferenceApi, router: RouterFunction): Anomaly[] => [
  {
    id: 'LatencyUnusual',
    metric: router.metricRequestLatency({ statistic: Stats.p(95) }),
    deviations: 3,
    periods: 3,
    description: 'Answers take longer than is usual at this time: compare models and providers in the log lines',
  },
  {
    id: 'ErrorsUnusual',
    // Each request counts 0 or 1, so that the mean is the rate.
    metric: api.metricServerError({ statistic: Stats.AVERAGE }),
    deviations: 3,
    periods: 3,
    description: 'More requests end with 5xx than is usual at this time: look at failures in the log of the router',
  },
  {
    id: 'SpendUnusual',
    metric: router.metricCost({ period: Duration.hours(1) }),
    deviations: 4,
    periods: 1,
    description:
      'Requests of the last hour cost more than is usual at this time: see which tenant, by the ledger or the log lines',
  },
];
