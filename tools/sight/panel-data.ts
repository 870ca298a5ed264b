import type { Panel } from '../../services/observability/dashboards/dashboard.ts';

/** One line of a panel. Values that are no numbers are gaps. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [at: number, value: number | null])[];
}

/** An answer of Prometheus to a query over time. */
export interface Matrix {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly values: readonly (readonly [at: number, value: string])[];
  }[];
}

export type AskPrometheus = (query: string) => Promise<Matrix>;

/** As Grafana fills queries in when everything is chosen: `window` is what its readers get for `$__rate_interval`. */
export const filledIn = (expr: string, window: string): string =>
  expr.replaceAll('$__rate_interval', window).replace(/\$\w+/g, '.*');

/** What a panel shows, of all of its queries. */
export async function linesOf({ queries }: Panel, window: string, ask: AskPrometheus): Promise<readonly Line[]> {
  const answers = await Promise.all(queries.map(async (query) => ({ query, data: await ask(filledIn(query.expr, window)) })));
  return answers.flatMap(({ query, data }) =>
    data.result.map(({ metric, values }) => ({
      name: query.legend.replace(/\{\{(\w+)\}\}/g, (_, label: string) => metric[label] ?? ''),
      points: values.map(([at, value]) => [at, Number.isFinite(Number(value)) ? Number(value) : null] as const),
    })),
  );
}
