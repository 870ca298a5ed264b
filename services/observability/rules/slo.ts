import type { AlertRule, RecordingRule, Severity } from './rule.ts';
import { label, PERCENT } from './rule.ts';

/** A promise about the requests of each model: this share of them is good. */
export interface Slo {
  /** What its series are called, e.g. `llm_availability`. */
  readonly name: string;
  /** What its alerts are called, e.g. `LLMAvailability`. */
  readonly alert: string;
  /** Share of good requests, e.g. 0.995. */
  readonly objective: number;
  /** In words, what a bad request is. */
  readonly bad: string;
  /** Share of bad requests by model, over a window such as `5m`. */
  readonly badRatio: (window: string) => string;
}

/** Burns the budget of 30 days at this multiple of the pace that just uses it up; seen over the long window, and still so over the short one. */
interface Burn {
  readonly factor: number;
  readonly long: string;
  readonly short: string;
}

/** 2 % of the budget in an hour, or 5 % in six. */
const FAST: readonly Burn[] = [
  { factor: 14.4, long: '1h', short: '5m' },
  { factor: 6, long: '6h', short: '30m' },
];

/** 10 % in a day, or on the way to all of it. */
const SLOW: readonly Burn[] = [
  { factor: 3, long: '1d', short: '2h' },
  { factor: 1, long: '3d', short: '6h' },
];

/** Below this many requests a second over the long window a single bad one would be an alert. */
const MEASURABLE = 'model:llm_requests:rate1h > 0.01';

const WINDOWS = [...new Set([...FAST, ...SLOW].flatMap(({ long, short }) => [short, long]))];

const series = ({ name }: Slo, window: string): string => `model:${name}_bad:ratio_rate${window}`;

/** The share of bad requests over every window that an alert looks at. */
export const sloRecords = (slo: Slo): readonly RecordingRule[] =>
  WINDOWS.map((window) => ({ record: series(slo, window), expr: slo.badRatio(window) }));

/** One alert that wakes somebody, one for the day. */
export const sloAlerts = (slo: Slo): readonly AlertRule[] => [
  burnAlert(slo, 'FastBurn', FAST, 'critical', '2m', 'so fast that it is gone within days'),
  burnAlert(slo, 'SlowBurn', SLOW, 'warning', '15m', 'faster than it lasts'),
];

function burnAlert(slo: Slo, suffix: string, burns: readonly Burn[], severity: Severity, wait: string, pace: string): AlertRule {
  const burning = burns.map(({ factor, long, short }) => {
    const limit = `${+(factor * (1 - slo.objective)).toPrecision(6)}`;
    return `(${series(slo, long)} > ${limit} and ${series(slo, short)} > ${limit})`;
  });
  return {
    alert: `${slo.alert}${suffix}`,
    expr: `(${burning.join(' or ')}) and on (model) (${MEASURABLE})`,
    for: wait,
    severity,
    summary: `Requests to a model use up the error budget of ${slo.name.replaceAll('_', ' ')} ${pace}.`,
    description: `${PERCENT} of the requests to ${label('model')} ${slo.bad}; the objective allows ${+((1 - slo.objective) * 100).toPrecision(3)} %.`,
  };
}
