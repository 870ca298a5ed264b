import { apartMetrics, demandMetrics, embeddedMetrics } from '../../../../../lambda/router/domain/telemetry/embedded-metrics.ts';
import type { Observation } from '../../../../../lambda/router/domain/telemetry/observation.ts';
import { attempt, observation } from '../../support/observations.ts';

function metricsOf(parts: Partial<Observation>) {
  const metrics = embeddedMetrics('LlmPlatform', observation(parts));
  if (metrics === undefined) throw new Error('there are no metrics');
  return metrics;
}

test('the metrics of a request stand in its line, with their values', () => {
  expect(metricsOf({ costMicroDollars: 2_500 })).toMatchObject({
    Model: 'gpt',
    Status: '200',
    llm_requests_total: 1,
    llm_request_latency_seconds: 2,
    llm_time_to_first_token_seconds: 0.5,
    llm_time_per_output_token_seconds: 0.15,
    llm_input_tokens_total: 12,
    llm_output_tokens_total: 11,
    llm_cost_total_dollars: 0.0025,
  });
});

test('every metric that is announced has a number, and every dimension a text: CloudWatch drops the line otherwise', () => {
  for (const parts of [{}, { outputTokens: 0, inputTokens: 0 }, { quotaRefusal: { measure: 'tokens', scope: 'key' } as const }]) {
    const metrics = metricsOf(parts);
    for (const { Metrics, Dimensions } of metrics._aws.CloudWatchMetrics) {
      for (const { Name } of Metrics) expect(metrics[Name]).toEqual(expect.any(Number));
      for (const name of Dimensions.flat()) expect(metrics[name]).toEqual(expect.any(String));
      expect(Metrics.length).toBeGreaterThan(0);
    }
  }
});

test('only requests are counted by status: each combination is billed', () => {
  const dimensions = metricsOf({})._aws.CloudWatchMetrics.map(({ Dimensions, Metrics }) => [Metrics.length, Dimensions]);
  expect(dimensions).toEqual([
    [1, [[], ['Model'], ['Model', 'Status']]],
    [5, [[], ['Model']]],
  ]);
});

test('what came of texts is counted in total and by side and action, the severest of each request', () => {
  const sides = [
    { side: 'input', action: 'flag', category: 'toxicity' },
    { side: 'output', action: 'block', category: 'hate' },
  ] as const;
  const moderation = { action: 'block', categories: ['toxicity', 'hate'], sides } as const;
  const { _aws, Side, Action, llm_moderation_total: count } = metricsOf({ moderation });
  expect([Side, Action, count]).toEqual(['output', 'block', 1]);
  expect(_aws.CloudWatchMetrics.at(-1)).toMatchObject({
    Dimensions: [[], ['Side', 'Action']],
    Metrics: [{ Name: 'llm_moderation_total' }],
  });
});

test('what came of behaviour is counted in total and by action', () => {
  const { _aws, AbuseAction, llm_abuse_actions_total: count } = metricsOf({ abuse: { action: 'throttle', scope: 'key' } });
  expect([AbuseAction, count]).toEqual(['throttle', 1]);
  expect(_aws.CloudWatchMetrics.at(-1)).toMatchObject({
    Dimensions: [[], ['AbuseAction']],
    Metrics: [{ Name: 'llm_abuse_actions_total' }],
  });
});

test('names that clients make up do not become metrics', () => {
  expect(metricsOf({ model: 'made-up', catchAll: true }).Model).toBe('(other)');
  const { model: _model, ...unknown } = observation();
  expect(embeddedMetrics('LlmPlatform', unknown)?.Model).toBe('(unknown)');
});

test('a client that left before there was a status counts as 499', () => {
  const { status: _status, ...gone } = observation();
  expect(embeddedMetrics('LlmPlatform', gone)?.Status).toBe('499');
});

test('a stream that broke off is counted apart from those that came to their end', () => {
  expect(metricsOf({ attempts: [attempt({ partial: true, outcome: 'broken' })] })).toMatchObject({ Status: 'broken' });
});

test('health checks and lists of models are no metrics', () => {
  expect(embeddedMetrics('LlmPlatform', observation({ endpoint: 'GET /healthz' }))).toBeUndefined();
});

test('a request that is asked to come back while a model wakes is no failure, and how long others waited is a metric', () => {
  expect(metricsOf({ status: 503, asleep: true })).toMatchObject({ Status: 'asleep', llm_requests_total: 1 });
  expect(metricsOf({ status: 503 })).toMatchObject({ Status: '503' });
  // Another candidate had the answer.
  expect(metricsOf({ status: 200, asleep: true })).toMatchObject({ Status: '200' });
  expect(metricsOf({ coldStartMs: 3_000 })).toMatchObject({ llm_cold_start_seconds: 3 });
});

test('that requests wait for a release is told by its name alone, for whoever starts replicas', () => {
  expect(demandMetrics('LlmPlatform', 'llama-v1', 2, 1_000)).toEqual({
    _aws: {
      Timestamp: 1_000,
      CloudWatchMetrics: [
        { Namespace: 'LlmPlatform', Dimensions: [['Release']], Metrics: [{ Name: 'llm_cold_start_demand', Unit: 'Count' }] },
      ],
    },
    Release: 'llama-v1',
    llm_cold_start_demand: 2,
  });
});

test('what a call took that stands for itself is counted by its own model, and is no request', () => {
  const call = { ...attempt({ model: 'embed', inputTokens: 7, outputTokens: 0 }), operation: 'embeddings' } as const;
  const { _aws, ...values } = apartMetrics('LlmPlatform', { ...call, costMicroDollars: 500_000 });
  expect(values).toEqual({ Model: 'embed', llm_input_tokens_total: 7, llm_cost_total_dollars: 0.5 });
  expect(_aws.CloudWatchMetrics).toEqual([
    {
      Namespace: 'LlmPlatform',
      Dimensions: [[], ['Model']],
      Metrics: [
        { Name: 'llm_input_tokens_total', Unit: 'Count' },
        { Name: 'llm_cost_total_dollars', Unit: 'None' },
      ],
    },
  ]);
});

test('an answer that broke off is counted beside its request, so that an alarm can ask for it', () => {
  const broken = attempt({ partial: true, outcome: 'broken', failure: 'broken: it ended' });
  expect(embeddedMetrics('LlmPlatform', observation({ attempts: [broken] }))).toMatchObject({
    Status: 'broken',
    llm_requests_total: 1,
    llm_broken_answers_total: 1,
  });
  expect(embeddedMetrics('LlmPlatform', observation())).not.toHaveProperty('llm_broken_answers_total');
});
