import { parser } from '@prometheus-io/lezer-promql';
import { podMonitor } from '../../../../services/serving/scaling/pod-monitor.ts';
import { scaler } from '../../../../services/serving/scaling/scaler.ts';
import { inFlightQuery } from '../../../../services/serving/scaling/signal.ts';
import type { LoadScaling, ServedModel, ServingEngine } from '../../../../services/serving/served-model.ts';
import type { Serving } from '../../../../services/serving/serving.ts';
import { embedder, llama8b, llama70b, llama405b, release } from '../support/models.ts';
import { everything } from '../support/servings.ts';

const load: LoadScaling = { kind: 'load', minReplicas: 1, maxReplicas: 4, targetPerReplica: 24, schedule: [] };
const scaled = (model: ServedModel, scaling: LoadScaling = load) => ({ ...model, releases: [release('a', '1', 15, scaling)] });
const scalers = (model: ServedModel, serving: Serving = everything) =>
  model.releases.flatMap((each) => scaler(serving, model, each));
interface ScaledObject {
  readonly triggers: readonly { readonly type: string; readonly metadata: { readonly [field: string]: string } }[];
  readonly [field: string]: unknown;
}
const scaledObject = (model: ServedModel, serving?: Serving) => scalers(model, serving)[0]?.spec as ScaledObject;
const queryOf = (model: ServedModel) => model.releases.map((each) => inFlightQuery(everything, model, each)).join();

test('a fixed number needs no scaler', () => {
  expect(scalers(llama70b)).toEqual([]);
});

test('by CPU: 70 % of 2 to 10 replicas, and slowly down', () => {
  expect(scalers(embedder)).toMatchObject([
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'embedder-v7' },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 330 } },
      },
    },
  ]);
});

describe.each<ServingEngine>(['vllm', 'triton-vllm', 'triton-onnx', 'triton-python'])('by load, %s', (engine) => {
  const model: ServedModel = { ...llama8b, engine };

  test('asks what is PromQL', () => {
    let wrong = 0;
    parser.parse(queryOf(model)).iterate({
      enter: ({ type }) => {
        if (type.isError) wrong += 1;
      },
    });
    expect(wrong).toBe(0);
  });

  test('never asks for the time in the queue, which backends that return at once make meaningless', () => {
    expect(queryOf(model)).not.toContain('queue');
  });

  test('asks for its own pods alone', () => {
    expect(queryOf(model).match(/namespace="models",pod=~"llama-8b-v1-\[a-z0-9\]\+-\[a-z0-9\]\+"/g)?.length).toBeGreaterThan(1);
  });

  test('has the value 0 when there is no pod, and none when its pods do not report', () => {
    expect(queryOf(model)).toMatch(/^\(.+\) or absent\(up\{[^}]+\}\) \* 0$/);
  });
});

test('a metric that is missing is no reason to scale down', () => {
  const { triggers, fallback } = scaledObject(scaled(llama8b));
  expect(triggers).toMatchObject([{ type: 'prometheus', metadata: { threshold: '24', ignoreNullValues: 'false' } }]);
  expect(fallback).toEqual({ failureThreshold: 3, replicas: 1, behavior: 'currentReplicasIfHigher' });
});

test('a schedule keeps replicas at certain times', () => {
  const schedule = [{ start: '0 8 * * 1-5', end: '0 18 * * 1-5', timezone: 'Europe/Dublin', replicas: 3 }];
  const { triggers } = scaledObject(scaled(llama8b, { ...load, schedule }));
  expect(triggers[1]).toEqual({
    type: 'cron',
    metadata: { timezone: 'Europe/Dublin', start: '0 8 * * 1-5', end: '0 18 * * 1-5', desiredReplicas: '3' },
  });
});

test('what sleeps is woken by a request while it waits, kept awake by requests that are over, and nothing else is', () => {
  const { triggers, minReplicaCount } = scaledObject(scaled(llama8b, { ...load, minReplicas: 0 }));
  expect(minReplicaCount).toBe(0);
  const metadata = { namespace: 'LlmPlatform', activationTargetMetricValue: '0' };
  const waiting = { metricName: 'llm_cold_start_demand', dimensionName: 'Release', dimensionValue: 'llama-8b-v1' };
  const over = { metricName: 'llm_requests_total', dimensionName: 'Model', dimensionValue: 'llama-8b' };
  expect(triggers.slice(1)).toMatchObject([
    { type: 'aws-cloudwatch', metadata: { ...metadata, ...waiting } },
    { type: 'aws-cloudwatch', metadata: { ...metadata, ...over } },
  ]);
  expect(scaledObject(scaled(llama8b)).triggers.map(({ type }) => type)).toEqual(['prometheus']);
});

test('routers in the cluster wake it by what Prometheus has of them; a counter that was not there before counts', () => {
  const model = scaled(llama8b, { ...load, minReplicas: 0 });
  const woken = (routers: Partial<Serving['routers']>) =>
    scaledObject(model, { ...everything, routers: { namespace: 'routers', cidrs: [], ...routers } }).triggers.slice(1);
  const waiting = 'sum(llm_cold_start_demand{namespace="routers",release="llama-8b-v1"}) or vector(0)';
  const query = 'llm_upstream_attempts_total{namespace="routers",upstream=~"llama-8b|support|legal"}';
  expect(woken({ inCluster: true })).toMatchObject([
    {
      type: 'prometheus',
      metadata: {
        query: `(${waiting}) + (sum(increase(${query}[5m])) or vector(0)) + (sum(${query} unless ${query} offset 5m) or vector(0))`,
        ...{ threshold: '1000000', activationThreshold: '0' },
      },
    },
  ]);
  const both = woken({ inCluster: true, metricsNamespace: 'LlmPlatform' });
  expect(both.map(({ type }) => type)).toEqual(['aws-cloudwatch', 'aws-cloudwatch', 'prometheus']);
});

test('what was woken is not put to sleep while it starts', () => {
  const startup = { nodeSeconds: 300, imageSeconds: 400, weightsSeconds: 100, loadSeconds: 200 };
  expect(scaledObject({ ...scaled(llama8b), startup })).toMatchObject({ cooldownPeriod: 1300 });
  expect(scaledObject(scaled(llama8b))).toMatchObject({ cooldownPeriod: 900 });
});

test('a group of nodes is scaled as a group, by its leader', () => {
  expect(scaledObject(scaled(llama405b)).scaleTargetRef).toEqual({
    apiVersion: 'leaderworkerset.x-k8s.io/v1',
    kind: 'LeaderWorkerSet',
    name: 'llama-405b-v1',
  });
  expect(queryOf(llama405b)).toContain('pod=~"llama-405b-v1-[0-9]+"');
});

test('Prometheus scrapes the port of metrics; of a group, the leader alone', () => {
  const monitors = [embedder, llama405b].flatMap((model) =>
    model.releases.map((each) => podMonitor(everything, model, each).spec),
  );
  expect(monitors).toMatchObject([
    { podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }] },
    { podMetricsEndpoints: [{ port: 'http' }], selector: { matchLabels: { 'llm-platform/role': 'leader' } } },
  ]);
});
