import { DASHBOARDS } from '../../../services/observability/dashboards/all.ts';
import { grafanaJson } from '../../../services/observability/dashboards/grafana.ts';
import { SERIES } from '../../../services/observability/metrics/catalogue.ts';
import { TARGET_LABELS } from '../../../services/observability/metrics/metric.ts';
import { RULE_GROUPS } from '../../../services/observability/rules/groups.ts';
import { readPromql } from './support/promql.ts';

const recorded = new Set(RULE_GROUPS.flatMap(({ records }) => records.map(({ record }) => record)));
const panels = DASHBOARDS.flatMap(({ uid, rows }) =>
  rows.flatMap(({ title, panels }) => panels.map((panel) => ({ name: `${uid}: ${title}: ${panel.title}`, panel }))),
);

describe.each(panels)('$name', ({ panel: { queries } }) => {
  const asked = queries.map(({ expr }) => readPromql(expr.replaceAll('$__rate_interval', '5m')));

  test('asks in PromQL', () => {
    expect(asked.flatMap(({ errors }) => errors)).toEqual([]);
  });

  test('asks only for metrics of the catalogue and for recorded series, by labels that they have', () => {
    const series = asked.flatMap((each) => each.series);
    expect(series.length).toBeGreaterThan(0);
    expect(series.filter((name) => !SERIES.has(name) && !recorded.has(name))).toEqual([]);
    const matched = asked.flatMap((each) => each.matched);
    expect(
      matched.flatMap(({ series: name, labels }) => {
        const known = SERIES.get(name)?.labels;
        return known ? labels.filter((label) => ![...known, ...TARGET_LABELS].includes(label)) : [];
      }),
    ).toEqual([]);
  });

  test('names its lines by labels that they have', () => {
    for (const { expr, legend } of queries) {
      const labels = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      const own = readPromql(expr.replaceAll('$__rate_interval', '5m')).series.flatMap((name) => SERIES.get(name)?.labels ?? []);
      const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', '));
      const levels = expr.match(/^(\w+):/)?.slice(1) ?? [];
      const may = grouped.length > 0 ? grouped : [...own, ...levels, ...TARGET_LABELS, 'Hostname', 'gpu', 'period'];
      expect(labels.filter((label) => !may.includes(label))).toEqual([]);
    }
  });
});

describe.each(DASHBOARDS)('$title', (dashboard) => {
  const json = grafanaJson(dashboard);

  test('has the same bytes each time', () => {
    expect(grafanaJson(dashboard)).toBe(json);
  });

  test('asks the data source that its reader chose, and numbers its panels', () => {
    const { panels: all, templating } = JSON.parse(json) as {
      panels: { id: number; type: string; datasource?: { uid: string } }[];
      templating: { list: { name: string }[] };
    };
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', ...dashboard.variables.map(({ name }) => name)]);
    expect(all.map(({ id }) => id)).toEqual(all.map((_, index) => index + 1));
    for (const { type, datasource } of all.filter(({ type }) => type !== 'row')) {
      expect(`${type} ${datasource?.uid}`).toMatch(/^(timeseries|stat) \$\{datasource\}$/);
    }
  });

  test('uses every variable, and no other', () => {
    const used = [...json.matchAll(/\$(?!__|\{)(\w+)/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(dashboard.variables.map(({ name }) => name).sort());
  });

  test('offers values of labels that exist', () => {
    for (const { series, label } of dashboard.variables) expect(SERIES.get(series)?.labels).toContain(label);
  });
});

test('names of dashboards and files are there once', () => {
  expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).toBe(DASHBOARDS.length);
});
