import assert from 'node:assert/strict';
import { DASHBOARDS } from '../../services/observability/dashboards/all.ts';
import { METRIC_SOURCES } from '../../services/observability/metrics/catalogue.ts';
import { TRITON } from '../../services/observability/metrics/triton.ts';
import { RULE_GROUPS } from '../../services/observability/rules/groups.ts';
import { inFlightQuery } from '../../services/serving/scaling/signal.ts';
import { type Exposed, exposedMetrics } from '../services/observability/support/exposition.ts';
import { embedder } from '../services/serving/support/models.ts';
import { regionOf } from '../services/serving/support/servings.ts';
import { eventually } from '../support/eventually.ts';
import type { Harness } from '../support/harness.ts';
import { counted } from './exposed.ts';
import { infer } from './infer.ts';
import { startLoad } from './load.ts';
import type { TritonSetup } from './setup.ts';

const CLIENTS = 8;
const SUCCESS = 'nv_inference_request_success';
const DURATION = 'nv_inference_request_duration_us';

const shown = (type: string, labels: Iterable<string>) => `${type} ${[...labels].sort().join(',')}`;
const shownOf = (exposed: Exposed | undefined) => exposed && shown(exposed.type, exposed.labels);

/** Names of Triton's series in expressions; those of recorded rules have a colon before. */
const seriesIn = (expressions: unknown): readonly string[] => [
  ...new Set(JSON.stringify(expressions).match(/(?<![\w:])nv_\w+/g) ?? []),
];

/** By what pods of Triton are scaled. */
function scalingQuery(): string {
  const model = { ...embedder, engine: 'triton-python' } as const;
  const query = model.releases.map((release) => inFlightQuery(regionOf(model), model, release)).find((found) => found);
  return query ?? assert.fail('pods of the Python backend are not scaled by load');
}

/** What rules, dashboards and scaling ask for is what a real server has. */
export async function testMetrics({ check }: Harness, { triton, ask }: TritonSetup): Promise<void> {
  await check('Triton exposes every metric of the catalogue, by its name, type and labels', async () => {
    const exposed = exposedMetrics(await triton.metrics());
    const seen = Object.fromEntries(TRITON.metrics.map(({ name }) => [name, shownOf(exposed.get(name))]));
    assert.deepEqual(seen, Object.fromEntries(TRITON.metrics.map(({ name, type, labels }) => [name, shown(type, labels)])));
  });
  await check('rules, dashboards and scaling ask Triton for nothing that it does not expose', async () => {
    const exposed = exposedMetrics(await triton.metrics());
    const asked = seriesIn([RULE_GROUPS, DASHBOARDS, scalingQuery()]);
    assert.deepEqual(
      asked.filter((name) => !exposed.has(name)),
      [],
    );
    const elsewhere = METRIC_SOURCES.filter(({ component }) => ['triton', 'vllm', 'gpu'].includes(component)).flatMap(
      ({ exposedBy, metrics }) => {
        const unseen = metrics.filter(({ name }) => !exposed.has(name)).map(({ name }) => name);
        return unseen.length > 0 ? [`    not seen without a GPU, of ${exposedBy}: ${unseen.join(' ')}`] : [];
      },
    );
    console.log([`    seen: ${asked.join(' ')}`, ...elsewhere].join('\n'));
  });
  await check('failures have the reasons by which rules tell them apart', async () => {
    const reasons = [...(await triton.metrics()).matchAll(/nv_inference_request_failure\{.*reason="(\w+)"/g)];
    assert.deepEqual([...new Set(reasons.map(([, reason]) => reason))].sort(), ['BACKEND', 'CANCELED', 'OTHER', 'REJECTED']);
  });
  /** Requests at a time, as scaling computes them, while clients ask all the time. */
  const inFlight = async (model: string, request: () => Promise<number>) => {
    const before = await triton.metrics();
    const start = performance.now();
    const load = startLoad(CLIENTS, request);
    await load.during('load', 200);
    await load.end();
    const seconds = (performance.now() - start) / 1000;
    assert.ok(load.outcomes.every(({ answer }) => answer === 200));
    // Triton counts a request after it has sent the answer.
    const after = await eventually(async () => {
      const text = await triton.metrics();
      return counted(text, SUCCESS, model) - counted(before, SUCCESS, model) === load.outcomes.length ? text : undefined;
    });
    return (counted(after, DURATION, model) - counted(before, DURATION, model)) / 1e6 / seconds;
  };
  await check('requests are counted in the metrics as they are answered, and time on them is requests at a time', async () => {
    const steps = await inFlight('steps', async () => (await infer(triton.url, 'steps', 'X', 'FP32', 1)).status);
    const messages = [{ role: 'user', content: 'one two three four five six' }];
    const words = await inFlight(
      'words',
      async () => (await ask('/chat/completions', { model: 'words', messages })).response.status,
    );
    assert.ok(steps > 0 && steps <= CLIENTS, `${steps} at a time`);
    console.log(
      `    ${CLIENTS} clients are ${steps.toFixed(1)} requests in flight by the signal of scaling, and ${words.toFixed(1)} where the backend answers later`,
    );
  });
  await check('without --cache-config, which the pods do not have, a response cache keeps nothing', async () => {
    for (let request = 0; request < 3; request += 1) await infer(triton.url, 'kept', 'X', 'INT32', 3);
    const text = await triton.metrics();
    assert.equal(
      counted(text, 'nv_cache_num_hits_per_model', 'kept') + counted(text, 'nv_cache_num_misses_per_model', 'kept'),
      0,
    );
  });
}
