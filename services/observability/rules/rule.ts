import type { Component } from '../metrics/metric.ts';

/** `critical` wakes somebody, `warning` is work for the day, `info` is only shown. */
export type Severity = 'critical' | 'warning' | 'info';

/** Writes the value of an expression down under a name of the form `level:metric:operation`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

/** Fires for each series that its expression has, once it had it for a while. */
export interface AlertRule {
  /** Also the name of its page in docs/runbooks. */
  readonly alert: string;
  readonly expr: string;
  /** How long the expression must hold, e.g. `5m`. */
  readonly for: string;
  readonly severity: Severity;
  /** One line without values, by which alerts are recognised. */
  readonly summary: string;
  /** What holds at the moment; may name labels and the value of the series by `{{ $labels.… }}` and `{{ $value }}`. */
  readonly description: string;
}

/** Rules that are evaluated together, about one component. */
export interface RuleGroup {
  readonly name: string;
  readonly component: Component;
  readonly records: readonly RecordingRule[];
  readonly alerts: readonly AlertRule[];
}

/** `{{ $value }}` as a share in percent. */
export const PERCENT = '{{ $value | humanizePercentage }}';

/** `{{ $value }}` with a few digits. */
export const NUMBER = '{{ $value | humanize }}';

export const label = (name: string): string => `{{ $labels.${name} }}`;
