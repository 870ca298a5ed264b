import { parser } from '@prometheus-io/lezer-promql';
import { podMonitor } from '../../../../services/serving/scaling/pod-monitor.ts';
import { scaler } from '../../../../services/serving/scaling/scaler.ts';
import { inFlightQuery } from '../../../../services/serving/scaling/signal.ts';
import type { LoadScaling, ServedModel, ServingEngine } from '../../../../services/serving/served-model.ts';
import { embedder, llama8b, llama70b, llama405b, release } from '../support/models.ts';
import { everything } from '../support/servings.ts';

const load: LoadScaling = { kind: 'load', minReplicas: 1, maxReplicas: 4, targetPerReplica: 24, schedule: [] };
const scaled = (model: ServedModel, scaling: LoadScaling = load) => ({ ...model, releases: [release('a', '1', 15, scaling)] });
const scalers = (model: ServedModel) => model.releases.flatMap((each) => scaler(everything, model, each));
interface ScaledObject {
  readonly triggers: readonly { readonly type: string; readonly metadata: { readonly [field: string]: string } }[];
  readonly [field: string]: unknown;
}
const scaledObject = (model: ServedModel) => scalers(model)[0]?.spec as ScaledObject;
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

test('what sleeps is woken by a request that the router has counted, and only what sleeps', () => {
  const { triggers, minReplicaCount } = scaledObject(scaled(llama8b, { ...load, minReplicas: 0 }));
  expect(minReplicaCount).toBe(0);
  expect(triggers[1]).toMatchObject({
    type: 'aws-cloudwatch',
    metadata: {
      namespace: 'LlmPlatform',
      metricName: 'llm_requests_total',
      dimensionValue: 'llama-8b',
      activationTargetMetricValue: '0',
    },
  });
  expect(scaledObject(scaled(llama8b)).triggers.map(({ type }) => type)).toEqual(['prometheus']);
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
