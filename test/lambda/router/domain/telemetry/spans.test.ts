import { spansOf } from '../../../../../lambda/router/domain/telemetry/spans.ts';
import { attempt, observation } from '../../support/observations.ts';

const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), parentSpanId: 'c'.repeat(16), sampled: true, recording: true };
const spanId = 'd'.repeat(16);

test('a request is a server span under its caller', () => {
  const [server] = spansOf(observation({ trace, costMicroDollars: 3 }));
  expect(server).toEqual({
    name: 'POST /v1/chat/completions',
    kind: 'server',
    spanId: trace.spanId,
    parentSpanId: trace.parentSpanId,
    startedAt: 1_000,
    endedAt: 3_000,
    failed: false,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/v1/chat/completions',
      'http.response.status_code': 200,
      'llm_platform.request_id': 'request-1',
      'llm_platform.tenant': 'research',
      'llm_platform.cost_micro_dollars': 3,
      'gen_ai.request.model': 'gpt',
      'gen_ai.response.time_to_first_chunk': 0.5,
    },
  });
});

test('an upstream call is a client span below it, in the words of the GenAI conventions', () => {
  const [, client] = spansOf(observation({ trace, attempts: [attempt({ spanId, server: 'vllm.internal:8000' })] }));
  expect(client).toEqual({
    name: 'chat gpt',
    kind: 'client',
    spanId,
    parentSpanId: trace.spanId,
    startedAt: 1_100,
    endedAt: 2_900,
    failed: false,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt',
      'gen_ai.request.stream': true,
      'gen_ai.response.model': 'gpt-5.4-2026-01-01',
      'gen_ai.response.time_to_first_chunk': 0.3,
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 11,
      'http.response.status_code': 200,
      'server.address': 'vllm.internal',
      'server.port': 8000,
    },
  });
});

test.each([
  ['503', true, '503'],
  ['unreachable', true, 'unreachable'],
  ['cancelled', false, undefined],
])('an attempt that ended as %s failed: %p', (outcome, failed, type) => {
  const [, client] = spansOf(observation({ trace, attempts: [attempt({ spanId, outcome })] }));
  expect([client?.failed, client?.attributes['error.type']]).toEqual([failed, type]);
});

test.each([
  ['a refused connection', { status: 502, outcome: 'unreachable' }, undefined, undefined],
  ['a server that is silent', { status: 504, outcome: 'slow', partial: true }, undefined, undefined],
  ['a refusal', { status: 429, outcome: '429' }, 429, undefined],
  ['a stream that broke', { status: 200, outcome: 'broken', partial: true }, 200, 'gpt-5.4-2026-01-01'],
] as const)('%s has the status and the model that the upstream named, and none that it did not', (_, parts, status, model) => {
  const [, client] = spansOf(observation({ trace, attempts: [attempt({ spanId, ...parts })] }));
  expect([client?.attributes['http.response.status_code'], client?.attributes['gen_ai.response.model']]).toEqual([status, model]);
});

test('an answer that broke off is an error of its request, in the word of its last attempt', () => {
  const attempts = [attempt({ partial: true, outcome: 'stalled' })];
  const [server] = spansOf(observation({ trace, attempts }));
  expect([server?.failed, server?.attributes['error.type'], server?.attributes['http.response.status_code']]).toEqual([
    true,
    'stalled',
    200,
  ]);
});

test('a client that left is nobody’s error', () => {
  const attempts = [attempt({ partial: true, outcome: 'cancelled' })];
  const [server] = spansOf(observation({ trace, attempts, left: true }));
  expect([server?.failed, server?.attributes['error.type']]).toEqual([false, undefined]);
});

test('Bedrock has the name that OpenTelemetry gave it, embeddings their operation', () => {
  const attempts = [attempt({ spanId, provider: 'bedrock' })];
  const [, client] = spansOf(observation({ trace, operation: 'embeddings', attempts }));
  expect([client?.name, client?.attributes['gen_ai.provider.name']]).toEqual(['embeddings gpt', 'aws.bedrock']);
});

test('a status of 500 and above is the failure of the server span; below it is the client’s', () => {
  const failed = (status: number) => spansOf(observation({ trace, status }))[0]?.failed;
  expect([failed(503), failed(429)]).toEqual([true, false]);
});

test('no span without a trace, in one that is not sampled, or where traces are only passed on', () => {
  expect(spansOf(observation())).toEqual([]);
  expect(spansOf(observation({ trace: { ...trace, sampled: false } }))).toEqual([]);
  expect(spansOf(observation({ trace: { ...trace, recording: false } }))).toEqual([]);
});

test('a model in this process was not called: no span', () => {
  expect(spansOf(observation({ trace, attempts: [attempt()] }))).toHaveLength(1);
});

test('each part of the way is a span below the request, with what came of it', () => {
  const step = { spanId, startedAt: 1_010, endedAt: 1_020, failed: false };
  const names = ['authorize', 'session', 'guard', 'quota', 'cache'] as const;
  const spans = spansOf(
    observation({
      ...{ trace, cache: 'miss', sessionTurns: 2, attempts: [] },
      quotaRefusal: { measure: 'tokens', scope: 'tenant' },
      steps: names.map((name) => ({ ...step, name })),
    }),
  ).slice(1);
  expect(spans.map(({ name, kind, parentSpanId }) => [name, kind, parentSpanId])).toEqual(
    names.map((name) => [name, 'internal', trace.spanId]),
  );
  expect(spans.map(({ attributes }) => attributes)).toEqual([
    {},
    { 'llm_platform.session_turns': 2 },
    {},
    { 'llm_platform.quota_measure': 'tokens' },
    { 'llm_platform.cache': 'miss' },
  ]);
});

test('a call that stands for itself is a span of its own kind', () => {
  const call = { ...attempt({ model: 'embed', spanId }), operation: 'embeddings' } as const;
  const spans = spansOf(observation({ trace, attempts: [], apart: [call] }));
  expect(spans[1]).toMatchObject({ name: 'embeddings embed', parentSpanId: trace.spanId });
  expect(spans[1]?.attributes).toMatchObject({ 'gen_ai.operation.name': 'embeddings' });
  expect(spans[1]?.attributes).not.toHaveProperty('gen_ai.request.stream');
});
