import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DCGM } from '../../services/observability/metrics/gpu.ts';
import { KUBE_STATE_METRICS } from '../../services/observability/metrics/kubernetes.ts';
import type { Metric, MetricSource } from '../../services/observability/metrics/metric.ts';
import { QDRANT } from '../../services/observability/metrics/state.ts';
import { VLLM } from '../../services/observability/metrics/vllm.ts';
import { startLoopbackServer } from '../../tools/emulator/loopback-server.ts';

const RECORDED = path.join(__dirname, '..', 'services', 'observability', 'recorded');

/** Recorded from real servers; their counters go on from there. */
const RECORDINGS = { triton: 'triton-2.51.prom', redis: 'redis-exporter-1.45.prom' };

/** What cannot run here without GPUs and a cluster: samples by the catalogue. */
const MADE_UP: Readonly<Record<string, MetricSource>> = {
  vllm: VLLM,
  dcgm: DCGM,
  'kube-state-metrics': KUBE_STATE_METRICS,
  qdrant: QDRANT,
};

/** Values of labels that queries ask for by name. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  resource: ['nvidia_com_gpu'],
  phase: ['Pending', 'Running'],
  condition: ['Ready'],
};

export interface Exporters {
  /** Scrape jobs by name: where each is. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly address: string;
  close(): void;
}

/** A server with an exporter under each path. Counters rise with every second. */
export async function startExporters(): Promise<Exporters> {
  const started = Date.now();
  const recordings = Object.entries(RECORDINGS).map(
    ([job, file]) => [job, readFileSync(path.join(RECORDED, file), 'utf8')] as const,
  );
  const texts = new Map<string, (seconds: number) => string>([
    ...recordings.map(([job, text]) => [`/${job}`, (seconds: number) => risen(text, seconds)] as const),
    ...Object.entries(MADE_UP).map(
      ([job, { metrics }]) => [`/${job}`, (seconds: number) => metrics.map((each) => exposed(each, seconds)).join('')] as const,
    ),
  ]);
  const { address, close } = await startLoopbackServer(({ url = '' }, response) => {
    const text = texts.get(url);
    response.writeHead(text ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(text?.((Date.now() - started) / 1000));
  });
  return {
    jobs: Object.fromEntries([...texts.keys()].map((url) => [url.slice(1), url])),
    ...{ address, close },
  };
}

/** A recording whose counters have gone on, each by its own size a second. */
function risen(text: string, seconds: number): string {
  const counters = new Set([...text.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  return text.replace(/^([a-z_]\w*)(\{.*\})? (\S+)$/gm, (line, name: string, labels = '', value: string) =>
    counters.has(name) ? `${name}${labels} ${Number(value) * (1 + seconds)}` : line,
  );
}

function exposed({ name, type, labels }: Metric, seconds: number): string {
  const rising = (2 * Math.ceil(seconds)).toString();
  const series = labels.reduce<readonly string[]>(
    (all, label) =>
      all.flatMap((each) => (VALUES[label] ?? ['a']).map((value) => `${each}${each ? ',' : ''}${label}="${value}"`)),
    [''],
  );
  const lines = series.flatMap((each) =>
    type === 'histogram'
      ? [
          ...['0.1', '+Inf'].map((le) => `${name}_bucket{${each},le="${le}"} ${rising}`),
          `${name}_sum{${each}} ${rising}`,
          `${name}_count{${each}} ${rising}`,
        ]
      : [`${name}{${each}} ${type === 'counter' ? rising : 1}`],
  );
  return `# TYPE ${name} ${type}\n${lines.join('\n').replaceAll('{}', '')}\n`;
}
