import type { Exemplar } from './exemplars.ts';

export const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Whether who scrapes understands OpenMetrics, the format that has exemplars. */
export const takesOpenMetrics = (accept: string | undefined): boolean =>
  accept?.includes('application/openmetrics-text') ?? false;

/**
 * Metrics of Prometheus' text format in OpenMetrics, with exemplars. Series keep their names: a counter's family loses its `_total`, and one whose name does
 * not end so is of unknown type there, for OpenMetrics knows no such counters.
 *
 * @param exemplarOf of a series such as `name_bucket{le="1"}`
 */
export function openMetrics(text: string, exemplarOf: (series: string) => Exemplar | undefined): string {
  const counters = new Set([...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name = '']) => name));
  const lines = text.split('\n').filter((line) => line !== '');
  return `${lines.map((line) => (line.startsWith('#') ? aboutFamily(line, counters) : withExemplar(line, exemplarOf))).join('\n')}\n# EOF\n`;
}

function aboutFamily(line: string, counters: ReadonlySet<string>): string {
  const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
  if (!counters.has(name)) return kind === 'HELP' ? `# HELP ${name} ${rest.replaceAll('"', '\\"')}` : line;
  const counts = name.endsWith('_total');
  const family = counts ? name.slice(0, -'_total'.length) : name;
  return kind === 'TYPE'
    ? `# TYPE ${family} ${counts ? 'counter' : 'unknown'}`
    : `# HELP ${family} ${rest.replaceAll('"', '\\"')}`;
}

/** Only buckets have one; their labels may hold anything, so the series ends with the last brace. */
function withExemplar(line: string, exemplarOf: (series: string) => Exemplar | undefined): string {
  const end = line.lastIndexOf('}') + 1;
  const exemplar = end === 0 ? undefined : exemplarOf(line.slice(0, end));
  return exemplar === undefined
    ? line
    : `${line} # {trace_id="${exemplar.traceId}"} ${exemplar.value} ${(exemplar.at / 1000).toFixed(3)}`;
}
