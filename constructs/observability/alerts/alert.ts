import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Severity } from '../../../services/observability/rules/rule.ts';

/** `critical` wakes somebody, `warning` is work for the day. */
export type AlarmSeverity = Exclude<Severity, 'info'>;

/** What a metric must not come to. One alarm, and one graph. */
export interface Alert {
  /** Of the alarm and of the graph, e.g. `RouterThrottled`. */
  readonly id: string;
  readonly severity: AlarmSeverity;
  readonly metric: IMetric;
  /** From this value on. */
  readonly threshold: number;
  /** So many periods one after the other. @default 1 */
  readonly periods?: number;
  /** What it means and what to do, for whoever is called at night. */
  readonly description: string;
}
