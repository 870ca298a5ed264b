/** A metric as it was exposed. */
export interface Exposed {
  readonly type: string;
  readonly labels: ReadonlySet<string>;
}

/** Only a line feed ends a line: a label may hold a carriage return. */
const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_]\w*)="(?:[^"\\\n]|\\["\\n])*"(?:,|$)/y;

/**
 * Reads Prometheus' text format strictly.
 *
 * @throws Error with the first line that is none of it
 */
export function exposedMetrics(text: string): ReadonlyMap<string, Exposed> {
  const found = new Map<string, { type: string; labels: Set<string> }>();
  for (const line of text.split('\n')) {
    const [, named, type] = /^# TYPE (\S+) (\w+)$/.exec(line) ?? [];
    if (named !== undefined && type !== undefined) found.set(named, { type, labels: found.get(named)?.labels ?? new Set() });
    if (line === '' || line.startsWith('#')) continue;
    const [, series = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (series === '' || Number.isNaN(Number(value.replace('Inf', 'Infinity')))) throw new Error(`no sample: ${line}`);
    const histogram = series.replace(/_(bucket|sum|count)$/, '');
    const metric = found.get(series) ?? found.get(histogram);
    if (metric === undefined) throw new Error(`no type before: ${line}`);
    for (const name of labelNames(labels)) if (name !== 'le') metric.labels.add(name);
  }
  return found;
}

function labelNames(text: string): readonly string[] {
  const names: string[] = [];
  for (LABEL.lastIndex = 0; LABEL.lastIndex < text.length; ) {
    const [, name] = LABEL.exec(text) ?? [];
    if (name === undefined) throw new Error(`no labels: ${text}`);
    names.push(name);
  }
  return names;
}
