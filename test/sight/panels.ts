import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import type { Prometheus } from '../../tools/demo/prometheus.ts';
import { filledIn } from '../../tools/sight/panel-data.ts';
import type { Harness } from '../support/harness.ts';
import { settled } from './settled.ts';

interface Series {
  readonly values: readonly (readonly [at: number, value: string])[];
}

/** Every query of every panel has data. */
export async function testPanels({ check }: Harness, prometheus: Prometheus): Promise<void> {
  for (const { title, rows } of DASHBOARDS) {
    const panels = rows.flatMap((row) => row.panels.map((panel) => ({ ...panel, row: row.title })));
    await check(`${title}: ${panels.length} panels have data`, () =>
      settled(async () => {
        const empty: string[] = [];
        for (const { row, title: panel, queries } of panels) {
          for (const { expr } of queries) {
            if (!(await hasData(prometheus, filledIn(expr, '20s')))) empty.push(`${row}: ${panel}: ${expr}`);
          }
        }
        return empty.length === 0 ? undefined : `no data:\n${empty.join('\n')}`;
      }),
    );
  }
}

async function hasData(prometheus: Prometheus, query: string): Promise<boolean> {
  const end = Date.now() / 1000;
  const data = await prometheus.get('query_range', { query, start: String(end - 15), end: String(end), step: '1' });
  const { result } = data as { readonly result: readonly Series[] };
  return result.some(({ values }) => values.some(([, value]) => Number.isFinite(Number(value))));
}
