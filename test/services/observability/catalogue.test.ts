import { readFileSync } from 'node:fs';
import path from 'node:path';
import { METRIC_SOURCES, SERIES } from '../../../services/observability/metrics/catalogue.ts';
import { GATEWAY } from '../../../services/observability/metrics/gateway.ts';
import type { MetricSource } from '../../../services/observability/metrics/metric.ts';
import { REDIS_EXPORTER } from '../../../services/observability/metrics/state.ts';
import { TRITON } from '../../../services/observability/metrics/triton.ts';
import { inFlightQuery } from '../../../services/serving/scaling/signal.ts';
import type { ServingEngine } from '../../../services/serving/served-model.ts';
import { createMetrics } from '../../../tools/local/observed/metrics.ts';
import { observation } from '../../lambda/router/support/observations.ts';
import { llama8b } from '../serving/support/models.ts';
import { everything } from '../serving/support/servings.ts';
import { type Exposed, exposedMetrics } from './support/exposition.ts';
import { readPromql } from './support/promql.ts';

const recorded = (...files: readonly string[]) =>
  exposedMetrics(files.map((file) => readFileSync(path.join(__dirname, 'recorded', file), 'utf8')).join('\n'));

/** Everything that can be counted has been counted once. */
async function ours(): Promise<ReadonlyMap<string, Exposed>> {
  const metrics = createMetrics({
    inFlight: () => 1,
    conversations: () => 1,
    breakers: () => ({ gpt: 'closed' }),
    budgets: () => [{ whose: 'acme', period: '2026-11', amount: 2e6, spent: 1e6, share: 0.5 }],
    coldStarts: () => ({ 'llama-v1': 2 }),
  });
  metrics.observe(
    observation({
      costMicroDollars: 5,
      cache: 'hit',
      quotaRefusal: { measure: 'tokens', scope: 'tenant' },
      moderation: { action: 'flag', sides: [{ side: 'input', action: 'flag', category: 'violence' }], categories: [] },
      abuse: { action: 'warn', scope: 'key' },
      budget: { action: 'block' },
      coldStartMs: 3_000,
    }),
  );
  return exposedMetrics((await metrics.scrape(undefined)).text);
}

const described = ({ metrics }: MetricSource) =>
  Object.fromEntries(metrics.map(({ name, type, labels }) => [name, `${type} ${[...labels].sort().join(',')}`]));
const seen = (exposed: ReadonlyMap<string, Exposed>, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [name, `${exposed.get(name)?.type} ${[...(exposed.get(name)?.labels ?? [])].sort().join(',')}`]),
  );

test('the local platform exposes exactly what the catalogue says, with these labels and types', async () => {
  const exposed = await ours();
  expect(seen(exposed, [...exposed.keys()])).toEqual(described(GATEWAY));
});

test.each([
  ['Triton', TRITON, recorded('triton-2.51.prom')],
  ['redis_exporter', REDIS_EXPORTER, recorded('redis-exporter-1.45.prom', 'redis-exporter-1.45-replica.prom')],
])('what %s exposed when it was recorded has the names, types and labels of the catalogue', (_name, source, exposed) => {
  expect(
    seen(
      exposed,
      source.metrics.map(({ name }) => name),
    ),
  ).toEqual(described(source));
});

test('no two sources have a series of the same name', () => {
  expect(SERIES.size).toBe(
    METRIC_SOURCES.flatMap(({ metrics }) => metrics.flatMap(({ type }) => (type === 'histogram' ? [1, 2, 3] : [1]))).length,
  );
});

test('counters of our own end in what Prometheus expects', () => {
  const odd = GATEWAY.metrics.filter(({ name, type }) => (type === 'counter') !== /_total(_dollars)?$/.test(name));
  expect(odd).toEqual([]);
});

test.each<ServingEngine>(['vllm', 'triton-vllm', 'triton-onnx', 'triton-python'])(
  'what %s is scaled by is in the catalogue',
  (engine) => {
    const model = { ...llama8b, engine };
    const asked = model.releases.flatMap((release) => readPromql(inFlightQuery(everything, model, release) ?? '').series);
    expect(asked).toContain('up');
    expect(asked.filter((name) => !SERIES.has(name))).toEqual([]);
  },
);
