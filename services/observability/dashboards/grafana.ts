import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Dashboard, Panel, Query, Variable } from './dashboard.ts';

/** The data source that its reader chose; there may be one for each region. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in.
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

const WIDTHS = { number: 6, lines: 8 } as const;
const HEIGHTS = { number: 4, lines: 8 } as const;

/** JSON to import into Grafana or to provision. The same dashboard gives the same bytes. */
export function grafanaJson(dashboard: Dashboard): string {
  return `${JSON.stringify(grafanaDashboard(dashboard), null, 2)}\n`;
}

function grafanaDashboard({ uid, title, description, variables, rows }: Dashboard) {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['llm-platform'])
    .readonly()
    .refresh('30s')
    .time({ from: 'now-6h', to: 'now' })
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const variable of variables) builder.withVariable(queryVariable(variable));
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(grafanaPanel(panel));
  }
  const dashboard = builder.build();
  // Grafana numbers panels that have no number differently on each import.
  return { ...dashboard, panels: (dashboard.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) };
}

const queryVariable = ({ name, series, label }: Variable) =>
  new QueryVariableBuilder(name)
    .query(`label_values(${series}, ${label})`)
    .datasource(DATASOURCE)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: 'All', value: '$__all' });

function grafanaPanel({ title, unit, shows = 'lines', queries }: Panel) {
  const builder = shows === 'number' ? new StatBuilder() : new TimeseriesBuilder().fillOpacity(10).min(0);
  builder.title(title).unit(unit).datasource(DATASOURCE).span(WIDTHS[shows]).height(HEIGHTS[shows]);
  queries.forEach((query, index) => {
    builder.withTarget(grafanaQuery(query, String.fromCharCode('A'.charCodeAt(0) + index)));
  });
  return builder;
}

const grafanaQuery = ({ expr, legend }: Query, refId: string) =>
  new DataqueryBuilder().expr(expr).legendFormat(legend).refId(refId).datasource(DATASOURCE);
