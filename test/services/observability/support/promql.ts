import { parser } from '@prometheus-io/lezer-promql';

/** What an expression asks for. */
export interface Asked {
  /** Names of series, in order. */
  readonly series: readonly string[];
  /** A selector with the labels that it matches. */
  readonly matched: readonly { readonly series: string; readonly labels: readonly string[] }[];
  /** Where it is no PromQL: the text from there on. */
  readonly errors: readonly string[];
}

/** Reads PromQL as Prometheus' own editor does. */
export function readPromql(expression: string): Asked {
  const series: string[] = [];
  const matched: { series: string; labels: string[] }[] = [];
  const errors: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      const text = expression.slice(from, to);
      if (type.isError) errors.push(expression.slice(from));
      if (type.name === 'VectorSelector') matched.push({ series: '', labels: [] });
      const selector = matched.at(-1);
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector' && selector) {
        selector.series = text;
        series.push(text);
      }
      if (type.name === 'LabelName' && node.parent?.name.endsWith('LabelMatcher')) selector?.labels.push(text);
    },
  });
  return { series, matched, errors };
}
