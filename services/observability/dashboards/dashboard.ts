/** A dashboard as data; `grafanaDashboard` makes it one for Grafana. */
export interface Dashboard {
  /** Also the name of its file. Links keep it for ever. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

/** Something to choose from: values of a label; all of them at first. */
export interface Variable {
  readonly name: string;
  /** Series that has the label. */
  readonly series: string;
  readonly label: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly title: string;
  /** `lines` over time, or one `number`. @default 'lines' */
  readonly shows?: 'lines' | 'number';
  /** As Grafana names it, e.g. `s`, `reqps`, `percentunit`. */
  readonly unit: Unit;
  readonly queries: readonly Query[];
}

export interface Query {
  readonly expr: string;
  /** Name of each line, with labels as `{{label}}`. */
  readonly legend: string;
}

export type Unit =
  | 'bytes'
  | 'celsius'
  | 'currencyUSD'
  | 'decmbytes'
  | 'ops'
  | 'percent'
  | 'percentunit'
  | 'reqps'
  | 's'
  | 'short'
  | 'watt';

/** A panel of lines. */
export const lines = (title: string, unit: Unit, ...queries: readonly (readonly [legend: string, expr: string])[]): Panel => ({
  title,
  unit,
  queries: queries.map(([legend, expr]) => ({ legend, expr })),
});

/** A panel with a single number. */
export const number = (title: string, unit: Unit, expr: string): Panel => ({
  ...{ title, unit, shows: 'number' },
  queries: [{ legend: title, expr }],
});

/** `sum by (…) (rate(…))` over Grafana's own choice of window. */
export const rateOf = (series: string, by = ''): string =>
  `sum${by === '' ? '' : ` by (${by}) `}(rate(${series}[$__rate_interval]))`;

/** A quantile of a histogram, over what its labels in `by` tell apart. */
export const quantileOf = (quantile: number, histogram: string, matchers = '', by = ''): string =>
  `histogram_quantile(${quantile}, ${rateOf(`${histogram}_bucket${matchers}`, by === '' ? 'le' : `${by}, le`)})`;
